"""A failure of any kind, at any phase, for trying what is said about it."""

import builtins
import json
import os
import signal

PHASES = (
    "starting", "loading", "quantizing", "network", "dataset", "caching", "baseline", "training", "saving", "sampling",
    "finishing",
)
_KEYS = ("phase", "message", "type", "cause", "place", "exit", "signal")


class ChosenFailure:
    """Raises, exits or sends itself a signal when its phase is reached; nothing without a description.

    The description is an object: `phase` is one of PHASES; `message` with an optional `type` (RuntimeError if not said) is the
    exception, `cause` an exception that led to it as `type: message`, `place` the `file:function` of its traceback; `exit` is
    an exit code and `signal` a signal's name instead of an exception.
    """

    def __init__(self, description):
        self.description = description
        self.phase = description.get("phase")

    def reach(self, phase):
        if phase != self.phase:
            return
        wanted = self.description
        if "signal" in wanted:
            os.kill(os.getpid(), getattr(signal, wanted["signal"]))
        if "exit" in wanted:
            os._exit(int(wanted["exit"]))
        cause = wanted.get("cause")
        error = _exception(wanted.get("type", "RuntimeError"), wanted["message"])
        _raise_at(wanted.get("place") or f"{__file__}:reach", error, _exception(*_split(cause)) if cause else None)


def read_chosen_failure(text):
    """Reads PRACTICE_FAIL_AS: JSON, or `@` and the path of a file with it. Raises a ValueError that names the variable."""
    if not text:
        return ChosenFailure({})
    try:
        if text.startswith("@"):
            with open(text[1:], encoding="utf-8") as file:
                text = file.read()
        description = json.loads(text)
    except (OSError, ValueError) as error:
        raise ValueError(f"PRACTICE_FAIL_AS must be JSON or @FILE: {error}") from None
    if not isinstance(description, dict) or description.get("phase") not in PHASES:
        raise ValueError(f"PRACTICE_FAIL_AS: 'phase' must be one of {', '.join(PHASES)}")
    unknown = [key for key in description if key not in _KEYS]
    if unknown:
        raise ValueError(f"PRACTICE_FAIL_AS: unknown {', '.join(unknown)}; there are {', '.join(_KEYS)}")
    if not any(key in description for key in ("message", "exit", "signal")):
        raise ValueError("PRACTICE_FAIL_AS: give 'message', 'exit' or 'signal'")
    return ChosenFailure(description)


def _split(text):
    kind, _, message = text.partition(": ")
    return kind, message


def _exception(kind, message):
    """An exception of that name that prints as that name; Python's own where there is one that takes a message as it is."""
    module, _, name = kind.rpartition(".")
    known = getattr(builtins, kind, None)
    if isinstance(known, type) and issubclass(known, Exception):
        try:
            error = known(message)
            if str(error) == message:
                return error
        except TypeError:
            # Some need more than a message.
            pass
    return type(name, (Exception,), {"__module__": module or "builtins"})(message)


def _raise_at(place, error, cause):
    """Raises from a function of that name in a file of that path, as the traceback shows it."""
    path, _, function = place.rpartition(":")
    function = function if function.isidentifier() else "run"
    names = {"error": error, "cause": cause}
    source = f"def {function}():\n    try:\n        if cause: raise cause\n    except Exception as led:\n        raise error from led\n    raise error\n"
    exec(compile(source, path, "exec"), names)
    names[function]()
