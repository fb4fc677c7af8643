"""A small picture canvas with smooth edges, and the character that all our pictures show."""

import math

SUBROWS = 4


class Canvas:
    """An RGB picture of `width` x `height` pixels; `rows` holds one bytearray of 3 * width bytes per row."""

    def __init__(self, width, height, background):
        self.width = width
        self.height = height
        self.rows = [bytearray(bytes(background) * width) for _ in range(height)]

    def fill(self, points, colour):
        """Fills a closed polygon, given in pixels, by the non-zero winding rule."""
        for row, crossings in self._crossings(points).items():
            cover = {}
            solid_from, solid_to = 0, self.width
            for subrow in range(SUBROWS):
                spans = list(_spans(sorted(crossings.get(subrow, []))))
                if len(spans) != 1:
                    solid_from, solid_to = 0, 0
                else:
                    solid_from = max(solid_from, math.ceil(spans[0][0]))
                    solid_to = min(solid_to, math.floor(spans[0][1]))
                crossings[subrow] = spans
            for spans in crossings.values():
                for start, end in spans:
                    _add_cover(cover, max(0.0, start), min(float(self.width), end), solid_from, solid_to)
            pixels = self.rows[row]
            if solid_to > solid_from:
                pixels[3 * solid_from : 3 * solid_to] = bytes(colour) * (solid_to - solid_from)
            for x, amount in cover.items():
                part = min(1.0, amount / SUBROWS)
                for channel in range(3):
                    index = 3 * x + channel
                    pixels[index] = round(pixels[index] + (colour[channel] - pixels[index]) * part)

    def _crossings(self, points):
        found = {}
        last = self.height * SUBROWS
        for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
            if y0 == y1:
                continue
            direction = 1 if y1 > y0 else -1
            if direction < 0:
                x0, y0, x1, y1 = x1, y1, x0, y0
            slope = (x1 - x0) / (y1 - y0)
            first = max(0, math.ceil(y0 * SUBROWS - 0.5))
            for line in range(first, min(last, math.ceil(y1 * SUBROWS - 0.5))):
                x = x0 + ((line + 0.5) / SUBROWS - y0) * slope
                row, subrow = divmod(line, SUBROWS)
                found.setdefault(row, {}).setdefault(subrow, []).append((x, direction))
        return found


def _spans(crossings):
    winding = 0
    start = 0.0
    for x, direction in crossings:
        if winding == 0:
            start = x
        winding += direction
        if winding == 0 and x > start:
            yield start, x


def _add_cover(cover, start, end, solid_from, solid_to):
    x = int(start)
    while x < end:
        if solid_from <= x < solid_to:
            x = solid_to
            continue
        cover[x] = cover.get(x, 0.0) + min(end, x + 1) - max(start, x)
        x += 1


def ellipse(cx, cy, rx, ry, start=0.0, end=360.0):
    """The outline of an ellipse, or of the part of it between two angles in degrees (0 is right, 90 is down)."""
    count = max(8, int(abs(end - start) / 7))
    angles = [math.radians(start + (end - start) * i / count) for i in range(count + (end - start < 360))]
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


def limb(x0, y0, x1, y1, width, end_width=None):
    """A line with round ends, as a polygon; it may grow thinner towards its end."""
    end_width = width if end_width is None else end_width
    angle = math.degrees(math.atan2(y1 - y0, x1 - x0))
    far = ellipse(x1, y1, end_width / 2, end_width / 2, angle - 90, angle + 90)
    near = ellipse(x0, y0, width / 2, width / 2, angle + 90, angle + 270)
    return far + near


SKIN, SHADE, HAIR, HAIR_LIGHT = (246, 205, 172), (232, 178, 144), (44, 60, 84), (66, 88, 118)
EYE, WHITE, LIPS, BLUSH = (38, 44, 58), (252, 252, 250), (196, 84, 84), (242, 172, 150)
TROUSERS, SHOES = (62, 70, 104), (206, 92, 72)


def draw_character(width, height, look):
    """
    Draws maya_char into a new canvas. `look` may have: `framing` (portrait, bust or full), `background`, `accent`
    and `outfit` colours, `tilt` of the head in degrees, `mouth` (smile, open or calm), `left` and `right` hands
    (down, wave or hip), `legs` (stand, walk or hop), and `plain` for the grey figure that control images show.
    """
    framing = look.get("framing", "bust")
    plain = look.get("plain", False)
    canvas = Canvas(width, height, (244, 244, 244) if plain else look.get("background", (236, 226, 208)))
    shown = {"portrait": 3.1, "bust": 4.6, "full": 9.6}[framing]
    unit = min(height / shown, width / (shown * (0.72 if framing == "full" else 0.95)))
    top = (height - unit * shown) / 2 + unit * 1.75 + (0.1 * unit if framing == "portrait" else 0)
    pen = _Pen(canvas, unit, width / 2 + unit * look.get("shift", 0.0), top, plain)

    if not plain:
        accent = look.get("accent", (250, 196, 120))
        radius = min(width, height) * (0.46 if framing != "full" else 0.4)
        canvas.fill(ellipse(width * 0.5, height * 0.44, radius, radius), accent)
    if framing == "full":
        if not plain:
            floor = look.get("floor", (206, 190, 168))
            canvas.fill([(0, height * 0.84), (width, height * 0.84), (width, height), (0, height)], floor)
        _draw_legs(pen, look.get("legs", "stand"))
    _draw_body(pen, look)
    _draw_head(pen, look)
    return canvas


class _Pen:
    """Turns head-sized units round the middle of the head into pixels, and colours into greys when plain."""

    def __init__(self, canvas, unit, x, y, plain):
        self.canvas, self.unit, self.x, self.y, self.plain = canvas, unit, x, y, plain
        self.turn = 0.0

    def fill(self, points, colour):
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        # The head turns round the neck, which is one unit below its middle.
        placed = [(x * cos - (y - 1) * sin, x * sin + (y - 1) * cos + 1) for x, y in points]
        if self.plain:
            grey = round(150 + 0.3 * (0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]))
            colour = (grey, grey, grey)
        self.canvas.fill([(self.x + x * self.unit, self.y + y * self.unit) for x, y in placed], colour)


def _darker(colour, by=0.86):
    return tuple(round(part * by) for part in colour)


def _draw_legs(pen, legs):
    if legs == "walk":
        knees, feet = [(-0.75, 5.5), (0.6, 5.45)], [(-1.35, 7.0), (0.95, 7.2)]
    elif legs == "hop":
        knees, feet = [(-0.95, 5.3), (0.95, 5.3)], [(-0.75, 6.6), (0.75, 6.6)]
    else:
        knees, feet = [(-0.42, 5.5), (0.42, 5.5)], [(-0.45, 7.2), (0.45, 7.2)]
    for side, knee, foot in zip((-1, 1), knees, feet):
        colour = TROUSERS if side > 0 else _darker(TROUSERS)
        pen.fill(limb(side * 0.38, 3.9, *knee, 0.78, 0.64), colour)
        pen.fill(limb(*knee, foot[0], foot[1] - 0.2, 0.64, 0.48), colour)
        pen.fill(limb(foot[0], foot[1], foot[0] + side * 0.3, foot[1] + 0.08, 0.36), SHOES)


def _draw_body(pen, look):
    outfit = look.get("outfit", (214, 110, 86))
    for side, hand in ((-1, look.get("left", "down")), (1, look.get("right", "down"))):
        elbow, wrist = {
            "down": ((1.32, 2.75), (1.28, 3.95)),
            "wave": ((1.95, 2.1), (2.1, 0.75)),
            "hip": ((1.85, 2.75), (0.95, 3.45)),
        }[hand]
        pen.fill(limb(side * wrist[0], wrist[1], side * wrist[0], wrist[1] + (-0.28 if hand == "wave" else 0.24), 0.4), SKIN)
        pen.fill(limb(side * 0.98, 1.72, side * elbow[0], elbow[1], 0.66, 0.54), _darker(outfit))
        pen.fill(limb(side * elbow[0], elbow[1], side * wrist[0], wrist[1], 0.54, 0.46), _darker(outfit))
    torso = [(-1.25, 1.75), (-1.1, 1.45), (-0.5, 1.25), (0.5, 1.25), (1.1, 1.45), (1.25, 1.75), (0.98, 3.1), (1.02, 4.15)]
    pen.fill(torso + [(-1.02, 4.15), (-0.98, 3.1)], outfit)
    pen.fill([(-1.02, 3.95), (1.02, 3.95), (1.02, 4.2), (-1.02, 4.2)], _darker(outfit))
    pen.fill(limb(-0.62, 2.35, 0.62, 2.35, 0.14), WHITE)
    pen.fill(limb(-0.62, 2.66, 0.62, 2.66, 0.14), WHITE)
    pen.fill(limb(0, 0.7, 0, 1.25, 0.62), SHADE)
    pen.fill(ellipse(0, 1.28, 0.5, 0.24), SHADE)


def _draw_head(pen, look):
    pen.turn = math.radians(look.get("tilt", 0.0))
    gaze = look.get("gaze", 0.0)
    pen.fill(ellipse(0, -0.2, 1.14, 1.18), HAIR)
    pen.fill([(-1.14, -0.2), (1.14, -0.2), (1.2, 0.75), (0.7, 0.98), (-0.7, 0.98), (-1.2, 0.75)], HAIR)
    for side in (-1, 1):
        pen.fill(ellipse(side * 0.86, 0.12, 0.16, 0.22), SHADE)
        pen.fill(ellipse(side * 0.9, 0.42, 0.09, 0.09), (240, 184, 70))
    pen.fill(ellipse(0, 0.08, 0.84, 0.96), SKIN)
    for side in (-1, 1):
        pen.fill(ellipse(side * 0.5, 0.42, 0.2, 0.13), BLUSH)
        pen.fill(ellipse(side * 0.36, 0.1, 0.16, 0.2), WHITE)
        pen.fill(ellipse(side * 0.36 + gaze * 0.06, 0.12, 0.11, 0.15), EYE)
        pen.fill(ellipse(side * 0.36 + gaze * 0.06 + 0.04, 0.06, 0.04, 0.05), WHITE)
        pen.fill(limb(side * 0.22, -0.25, side * 0.52, -0.2, 0.07), HAIR)
    pen.fill(limb(gaze * 0.05, 0.28, gaze * 0.05 + 0.06, 0.4, 0.06), SHADE)
    mouth = look.get("mouth", "smile")
    if mouth == "open":
        pen.fill(ellipse(0, 0.58, 0.26, 0.22, 0, 180), LIPS)
        pen.fill(ellipse(0, 0.58, 0.2, 0.07, 0, 180), WHITE)
    elif mouth == "smile":
        curve = ellipse(0, 0.52, 0.26, 0.16, 15, 165)
        for (x0, y0), (x1, y1) in zip(curve, curve[1:]):
            pen.fill(limb(x0, y0, x1, y1, 0.08), LIPS)
    else:
        pen.fill(limb(-0.16, 0.62, 0.16, 0.62, 0.08), LIPS)
    # The fringe falls to one side, with the lighter strand that makes her easy to recognise.
    pen.fill([(-0.95, -0.1), (-0.9, -0.75), (0, -1.2), (0.9, -0.75), (0.95, -0.1), (0.55, -0.42), (-0.2, -0.5), (-0.62, -0.34)], HAIR)
    pen.fill([(-0.2, -1.16), (0.1, -1.18), (-0.3, -0.5), (-0.62, -0.36), (-0.78, -0.28)], HAIR_LIGHT)
    pen.fill(ellipse(0.66, -0.62, 0.17, 0.17), (240, 184, 70))
    pen.turn = 0.0
