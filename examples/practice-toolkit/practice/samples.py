"""Sample pictures: the character, behind noise that clears as the run goes on."""

import os
import random
import time

from .drawing import draw_character
from .jpeg import coefficients, encode_jpeg
from .png import encode_png

_THUMBNAIL = 128
_COLOURS = (
    ((236, 226, 208), (250, 196, 120), (214, 110, 86)),
    ((208, 230, 216), (164, 208, 178), (88, 146, 112)),
    ((206, 226, 240), (250, 220, 150), (84, 124, 178)),
    ((222, 214, 238), (198, 178, 226), (140, 96, 152)),
    ((244, 216, 212), (240, 178, 168), (214, 160, 70)),
)


class SamplePictures:
    """Draws the pictures of a run; a prompt's picture is drawn once and varied by step."""

    def __init__(self, folder, options, longest_side):
        self.folder = folder
        wanted = options.get("format") or "jpg"
        # Only formats that the standard library is enough for; every file is what its name says.
        self.ending = wanted if wanted in ("jpg", "jpeg", "png") else "png"
        width, height = int(options.get("width") or 512), int(options.get("height") or 512)
        scale = min(1.0, longest_side / max(width, height))
        self.size = (max(16, round(width * scale)), max(16, round(height * scale)))
        self._drawn = {}

    def write(self, step, index, prompt, seed, progress):
        """Writes one picture and its thumbnail by moving finished files into place; returns the picture's path."""
        name = f"{int(time.time() * 1000)}__{step:09d}_{index}.{self.ending}"
        hidden = {kind: os.path.join(self.folder, kind) for kind in (".tmp", ".thumbs")}
        for folder in hidden.values():
            os.makedirs(folder, exist_ok=True)
        picture = os.path.join(hidden[".tmp"], name)
        full, small = self._pictures(index, prompt)
        noise = 0.9 * (1 - progress) ** 1.5
        if self.ending == "png":
            self._store(picture, full)
        else:
            self._store(picture, encode_jpeg(_noisy(full, noise, f"{seed}:{step}:{index}")))
        self._store(picture + ".thumb", encode_jpeg(_noisy(small, noise, f"{seed}:{step}:{index}")))
        os.replace(picture + ".thumb", os.path.join(hidden[".thumbs"], name + ".jpg"))
        os.replace(picture, os.path.join(self.folder, name))
        return os.path.join(self.folder, name)

    def _pictures(self, index, prompt):
        if (index, prompt) not in self._drawn:
            look = _look(index, prompt)
            canvas = draw_character(*self.size, look)
            full = encode_png(canvas) if self.ending == "png" else coefficients(canvas)
            side = min(_THUMBNAIL, *self.size)
            self._drawn[(index, prompt)] = (full, coefficients(draw_character(side, side, look)))
        return self._drawn[(index, prompt)]

    def _store(self, path, data):
        with open(path, "wb") as file:
            file.write(data)


def _look(index, prompt):
    words = prompt.lower()
    background, accent, outfit = _COLOURS[index % len(_COLOURS)]
    for word, colours in zip(("red", "green", "blue", "plum", "ochre"), _COLOURS):
        if f"{word} sweater" in words:
            background, accent, outfit = colours
    chance = random.Random(prompt)
    return {
        "framing": "full" if "body" in words and "upper" not in words else "portrait" if "portrait" in words else "bust",
        "background": background,
        "accent": accent,
        "floor": tuple(round(part * 0.84) for part in background),
        "outfit": outfit,
        "tilt": chance.choice((-6, 0, 5)),
        "mouth": "open" if "laugh" in words else "smile",
        "right": "wave" if "wav" in words else "down",
        "left": "hip" if "hip" in words else "down",
        "legs": "walk" if "walk" in words else "stand",
        "shift": -0.25 if "wav" in words and "upper" in words else 0.0,
    }


def _noisy(picture, amount, seed):
    width, height, table, blocks = picture
    chance = random.Random(seed)
    changed = []
    for block in blocks:
        parts = []
        for component, values in enumerate(block):
            strength = amount * (14 if component == 0 else 7)
            values = values[:]
            for i in range(4 if amount > 0.01 else 0):
                values[i] = max(-1000, min(1000, values[i] + round(chance.gauss(0, strength) / (1 + i))))
            parts.append(values)
        changed.append(tuple(parts))
    return width, height, table, changed
