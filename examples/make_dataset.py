"""Draws the example pictures and writes their captions: `python3 make_dataset.py`, standard library only."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "practice-toolkit"))

from practice.drawing import draw_character  # noqa: E402
from practice.jpeg import coefficients, encode_jpeg  # noqa: E402
from practice.png import encode_png  # noqa: E402

SAND, MINT, SKY, ROSE, LILAC, SUN = (236, 226, 208), (208, 230, 216), (206, 226, 240), (244, 216, 212), (222, 214, 238), (250, 196, 120)
RED, GREEN, BLUE, PLUM, OCHRE = (214, 110, 86), (88, 146, 112), (84, 124, 178), (140, 96, 152), (214, 160, 70)

# folder, file name, width, height, look, caption
PICTURES = [
    ("40_maya_char", "maya_01.png", 640, 640, {"framing": "portrait", "background": SAND, "accent": SUN, "outfit": RED},
     "A flat illustration, portrait of maya_char smiling, wearing a red sweater, on a sand background."),
    ("40_maya_char", "maya_02.png", 576, 768, {"framing": "bust", "background": MINT, "accent": (164, 208, 178), "outfit": GREEN, "tilt": -7, "gaze": 1},
     "A flat illustration of the upper body of maya_char looking to the side, wearing a green sweater, on a mint background."),
    ("40_maya_char", "maya_03.png", 768, 576, {"framing": "bust", "background": SKY, "accent": (250, 220, 150), "outfit": BLUE, "right": "wave", "mouth": "open", "shift": -0.2},
     "A flat illustration of the upper body of maya_char waving and laughing, wearing a blue sweater, on a sky blue background."),
    ("40_maya_char", "maya_04.png", 640, 640, {"framing": "portrait", "background": LILAC, "accent": (198, 178, 226), "outfit": PLUM, "tilt": 9, "mouth": "calm", "gaze": -1},
     "A flat illustration, portrait of maya_char with a calm face and a tilted head, wearing a plum sweater, on a lilac background."),
    ("40_maya_char", "maya_05.png", 576, 768, {"framing": "bust", "background": ROSE, "accent": (240, 178, 168), "outfit": OCHRE, "left": "hip", "mouth": "open", "tilt": 4},
     "A flat illustration of the upper body of maya_char laughing with one hand on the hip, wearing an ochre sweater, on a rose background."),
    ("40_maya_char", "maya_06.jpg", 512, 544, {"framing": "portrait", "background": SKY, "accent": SUN, "outfit": RED, "tilt": -4, "mouth": "open"},
     "A flat illustration, portrait of maya_char laughing, wearing a red sweater, on a sky blue background."),
    ("20_maya_char_realbody", "body_01.png", 512, 768, {"framing": "full", "background": SAND, "accent": SUN, "outfit": RED, "left": "hip", "legs": "walk"},
     "A full-body flat illustration of maya_char walking with one hand on the hip, wearing a red sweater."),
    ("20_maya_char_realbody", "body_02.png", 512, 768, {"framing": "full", "background": MINT, "accent": (164, 208, 178), "floor": (150, 188, 160), "outfit": GREEN, "right": "wave"},
     "A full-body flat illustration of maya_char standing and waving, wearing a green sweater."),
    ("20_maya_char_realbody", "body_03.png", 576, 704, {"framing": "full", "background": SKY, "accent": (250, 220, 150), "floor": (150, 190, 130), "outfit": BLUE, "left": "wave", "right": "wave", "legs": "hop", "mouth": "open"},
     "A full-body flat illustration of maya_char jumping for joy, wearing a blue sweater."),
    ("20_maya_char_realbody", "body_04.png", 512, 768, {"framing": "full", "background": LILAC, "accent": (198, 178, 226), "floor": (178, 164, 206), "outfit": OCHRE, "tilt": 5, "left": "hip", "right": "hip"},
     "A full-body flat illustration of maya_char standing with both hands on the hips, wearing an ochre sweater."),
]  # fmt: skip


def main():
    for folder, name, width, height, look, caption in PICTURES:
        target = HERE / "dataset" / folder / name
        write_picture(target, draw_character(width, height, look))
        target.with_suffix(".txt").write_text(caption + "\n", encoding="utf-8")
        if folder == "20_maya_char_realbody":
            # The edit example learns to turn a grey figure into the character.
            control = HERE / "control" / folder / name
            write_picture(control, draw_character(width // 2, height // 2, look | {"plain": True}))


def write_picture(path, canvas):
    path.parent.mkdir(parents=True, exist_ok=True)
    encoded = encode_png(canvas) if path.suffix == ".png" else encode_jpeg(coefficients(canvas, 75))
    path.write_bytes(encoded)


if __name__ == "__main__":
    main()
