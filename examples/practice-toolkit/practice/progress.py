"""Progress bars on standard error that look like tqdm's."""

import os
import sys
import time

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_TENTHS = " 123456789#"


class ProgressBar:
    """
    A bar from `start` to `total`, painted over itself with a carriage return. Its clock stands still while paused.
    On a terminal the line is cut to the terminal's width; elsewhere it has ten cells and its full length.
    """

    def __init__(self, total, description="", start=0, smoothing=0.3):
        self.total, self.description, self.start, self.count = total, description, start, start
        self.smoothing = smoothing
        self.postfix = ""
        self.open = True
        self._started = self._moved = time.monotonic()
        self._paused_at = None
        self._painted = 0.0
        self._length = 0
        self._average = (0.0, 0.0)
        self._weight = 0.0
        self.paint()

    @property
    def rate(self):
        """Steps per second, smoothed; None before the first step."""
        steps, seconds = self._average
        return steps / seconds if seconds else None

    def advance_to(self, count, every=0.0):
        """Moves on and repaints, unless the last paint is less than `every` seconds ago and this is not the end."""
        now = time.monotonic()
        if count != self.count:
            keep = 1 - self.smoothing
            steps, seconds = self._average
            self._average = (
                steps * keep + (count - self.count) * self.smoothing,
                seconds * keep + (now - self._moved) * self.smoothing,
            )
            self.count, self._moved = count, now
        if now - self._painted >= every or count == self.total:
            self.paint()

    def set_postfix(self, text):
        self.postfix = text
        self.paint()

    def pause(self):
        if self._paused_at is None:
            self._paused_at = time.monotonic()

    def resume(self):
        if self._paused_at is not None:
            shift = time.monotonic() - self._paused_at
            self._started += shift
            self._moved += shift
            self._paused_at = None

    def close(self):
        """Paints the bar a last time and leaves it standing."""
        if self.open:
            self.paint()
            self.open = False
            sys.stderr.write("\n")
            sys.stderr.flush()

    def paint(self):
        text = self._line()
        sys.stderr.write("\r" + text + " " * (self._length - len(text)))
        sys.stderr.flush()
        self._length = len(text)
        self._painted = time.monotonic()

    def _line(self):
        now = time.monotonic() if self._paused_at is None else self._paused_at
        rate = self.rate
        elapsed = clock(now - self._started)
        tail = f"{_speed(rate)}{', ' + self.postfix if self.postfix else ''}]"
        head = f"{self.description}: " if self.description else ""
        width = _terminal_width()
        if not self.total or self.count > self.total:
            line = f"{head}{self.count}it [{elapsed}, {tail}"
        else:
            share = self.count / self.total
            left = clock((self.total - self.count) / rate) if rate else "?"
            head += f"{100 * share:3.0f}%|"
            tail = f"| {self.count}/{self.total} [{elapsed}<{left}, {tail}"
            cells = 10 if width is None else max(1, width - len(head) - len(tail))
            line = head + _cells(share, cells) + tail
        return line if width is None else line[:width]


def track(items, description="", seconds=0.0):
    """Yields the items under a bar of their own, spread over `seconds`."""
    bar = ProgressBar(len(items), description)
    for index, item in enumerate(items):
        yield item
        time.sleep(seconds / len(items))
        bar.advance_to(index + 1, every=0.1)
    bar.close()


def clock(seconds):
    """MM:SS, or H:MM:SS from one hour on."""
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


def _speed(rate):
    if not rate:
        return "?it/s"
    return f"{rate:5.2f}it/s" if rate >= 1 else f"{1 / rate:5.2f}s/it"


def _cells(share, count):
    # Only a stream that can encode them gets the block characters; the one that --log sets up has no encoding.
    shapes = _EIGHTHS if (getattr(sys.stderr, "encoding", None) or "").lower().startswith("utf") else _TENTHS
    parts = len(shapes) - 1
    full, rest = divmod(int(share * count * parts), parts)
    return (shapes[-1] * full + (shapes[rest] if full < count else "")).ljust(count)


def _terminal_width():
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or None
    except (AttributeError, OSError, ValueError):
        return None
