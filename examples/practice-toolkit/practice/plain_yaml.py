"""Reads the part of YAML that training configs use, for a Python without PyYAML; and writes it."""

import json
import re

_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*$")
_FLOAT = re.compile(r"([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9_]+([eE][-+][0-9]+)?)$")
_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s\-\[{"'#&*!|>%@`][^#]*?|-[^\s#][^#]*?)\s*:(?:\s+|$)""")


def load(text):
    """The value of a document: block and flow collections, quoted and block scalars, comments. No anchors, no tags."""
    reader = _Reader(text)
    value = reader.block(0)
    if reader.peek() is not None:
        raise ValueError(f"line {reader.line + 1} of the config does not fit where it stands: {reader.lines[reader.line].strip()}")
    return value


def dump(value, indent=0):
    """Block YAML for plain data; every text that could be read as something else is quoted."""
    pad = "  " * indent
    if isinstance(value, dict) and value:
        return "".join(f"{pad}{_scalar_text(key)}:{_nested(item, indent + 1)}" for key, item in value.items())
    if isinstance(value, list) and value:
        lines = []
        for item in value:
            body = dump(item, indent + 1) if isinstance(item, (dict, list)) and item else None
            lines.append(f"{pad}- {_scalar_text(item)}\n" if body is None else f"{pad}- {body.lstrip()}")
        return "".join(lines)
    return f"{pad}{_scalar_text(value)}\n"


def _nested(item, indent):
    if isinstance(item, (dict, list)) and item:
        return "\n" + dump(item, indent)
    return f" {_scalar_text(item)}\n"


def _scalar_text(value):
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z_][\w./ -]*", value) and _plain(value) == value and value == value.strip():
        return value
    if isinstance(value, float) and "." not in repr(value) and "e" in repr(value):
        return repr(value).replace("e", ".0e")
    return json.dumps(value, ensure_ascii=False)


class _Reader:
    def __init__(self, text):
        self.lines = text.lstrip("\ufeff").splitlines()
        self.line = 0

    def peek(self):
        """The indentation of the next line that says something, or None at the end."""
        while self.line < len(self.lines):
            line = self.lines[self.line]
            body = line.strip()
            if body.startswith(("---", "%")) and line[:1] in "-%":
                body = ""
            if body and not body.startswith("#"):
                if "\t" in line[: len(line) - len(line.lstrip())]:
                    raise ValueError(f"line {self.line + 1} of the config is indented with a tab")
                return len(line) - len(line.lstrip(" "))
            self.line += 1
        return None

    def block(self, least):
        indent = self.peek()
        if indent is None or indent < least:
            return None
        body = self.lines[self.line].strip()
        if body == "-" or body.startswith("- "):
            return self._sequence(indent)
        if _KEY.match(body):
            return self._mapping(indent)
        self.line += 1
        return self._value(body, indent)

    def _sequence(self, indent):
        items = []
        while self.peek() == indent:
            line = self.lines[self.line]
            body = line.strip()
            if body != "-" and not body.startswith("- "):
                break
            inner = body[1:].lstrip()
            if not inner or inner.startswith("#"):
                self.line += 1
                items.append(self.block(indent + 1))
            elif _KEY.match(inner) or inner.startswith("- "):
                # What follows the dash begins a block of its own, indented as far as it stands.
                self.lines[self.line] = " " * (len(line) - len(line[indent + 1 :].lstrip())) + inner
                items.append(self.block(indent + 1))
            else:
                self.line += 1
                items.append(self._value(inner, indent))
        return items

    def _mapping(self, indent):
        entries = {}
        while self.peek() == indent:
            body = self.lines[self.line].strip()
            match = _KEY.match(body)
            if not match:
                break
            self.line += 1
            rest = body[match.end() :]
            if not rest or rest.startswith("#"):
                following = self.peek()
                here = following == indent and self.lines[self.line].lstrip().startswith("-")
                entries[_scalar(match.group(1))] = self.block(indent if here else indent + 1)
            else:
                entries[_scalar(match.group(1))] = self._value(rest, indent)
        return entries

    def _value(self, text, indent):
        if text[0] in "|>":
            return self._block_scalar(text, indent)
        if text[0] in "\"'[{":
            while True:
                value, end = _flow(text, 0)
                if end is not None:
                    break
                if self.line >= len(self.lines):
                    raise ValueError("a quote or bracket in the config is never closed")
                text = f"{text} {self.lines[self.line].strip()}"
                self.line += 1
            if text[end:].strip() and not text[end:].lstrip().startswith("#"):
                raise ValueError(f"line {self.line} of the config goes on after its value: {text[end:].strip()}")
            return value
        words = [_uncommented(text)]
        while self.peek() is not None and self.peek() > indent:
            words.append(_uncommented(self.lines[self.line].strip()))
            self.line += 1
        return _plain(" ".join(words))

    def _block_scalar(self, text, indent):
        lines = []
        while self.line < len(self.lines):
            line = self.lines[self.line]
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                break
            lines.append(line)
            self.line += 1
        margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        lines = [line[margin:] for line in lines]
        body = "\n".join(lines).rstrip("\n")
        if text[0] == ">":
            body = re.sub(r"(?<!\n)\n(?!\n)", " ", body)
        return body if "-" in text.split("#")[0] else body + "\n"


def _flow(text, at):
    """The value that begins at an offset and the offset behind it, or None there when the text ends too early."""
    at += len(text[at:]) - len(text[at:].lstrip())
    if at >= len(text):
        return None, None
    if text[at] in "\"'":
        match = re.compile(r'"((?:[^"\\]|\\.)*)"' if text[at] == '"' else r"'((?:[^']|'')*)'").match(text, at)
        return (_quoted(match.group(0)), match.end()) if match else (None, None)
    if text[at] not in "[{":
        match = re.compile(r"(?:[^,\[\]{}:#]|:(?!\s)|(?<!\s)#)*").match(text, at)
        return _plain(match.group(0).strip()), match.end()
    closing = "]" if text[at] == "[" else "}"
    entries, at = [], at + 1
    while True:
        at += len(text[at:]) - len(text[at:].lstrip(" ,"))
        if at >= len(text):
            return None, None
        if text[at] == closing:
            return (entries if closing == "]" else dict(entries)), at + 1
        value, at = _flow(text, at)
        if at is None:
            return None, None
        if closing == "}":
            at += len(text[at:]) - len(text[at:].lstrip(" :"))
            key = value
            value, at = (None, at) if text[at : at + 1] in (",", "}") else _flow(text, at)
            if at is None:
                return None, None
            value = (key, value)
        entries.append(value)


def _uncommented(text):
    return re.split(r"\s+#", text, maxsplit=1)[0].rstrip()


def _scalar(text):
    return _quoted(text) if text[0] in "\"'" else _plain(text)


def _quoted(text):
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError(f"a double-quoted text of the config has an escape that this reader does not know: {text}") from None


def _plain(text):
    lower = text.lower()
    if text in ("", "~") or (lower == "null" and text in ("null", "Null", "NULL")):
        return None
    if lower in ("true", "yes", "on", "false", "no", "off") and text in (lower, lower.title(), lower.upper()):
        return lower in ("true", "yes", "on")
    if _NUMBER.match(text):
        digits = text.replace("_", "")
        if digits.lstrip("-+").startswith("0") and digits.lstrip("-+") != "0":
            return int(digits, 8) if not set(digits) & set("89") else text
        return int(digits)
    if _FLOAT.match(text):
        return float(text.replace("_", ""))
    return text
