"""Baseline JPEG files (ITU T.81) with the standard library: 4:4:4, one table of codes for all."""

import math
import struct

_ZIGZAG = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]  # fmt: skip
# Table K.1 of the standard; one table serves brightness and colour.
_QUANT = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
]  # fmt: skip
_DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
_DC_VALUES = list(range(12))
_COSINES = [[math.cos((2 * x + 1) * u * math.pi / 16) * (math.sqrt(0.125) if u == 0 else 0.5) for x in range(8)] for u in range(8)]


def _flat_ac_table():
    # The end of a block and the three commonest symbols take 4 bits and all others 8: simple, legal (no code is all
    # ones), and a little larger than files made with the standard's own table.
    symbols = [0x00, 0xF0] + [run << 4 | size for size in range(1, 11) for run in range(16)]
    counts = [0] * 16
    counts[3] = 4
    counts[7] = len(symbols) - 4
    return counts, symbols[:1] + symbols[2:5] + symbols[1:2] + symbols[5:]


_AC_COUNTS, _AC_VALUES = _flat_ac_table()


def _codes(counts, values):
    codes, code, index = {}, 0, 0
    for length, count in enumerate(counts, 1):
        for value in values[index : index + count]:
            codes[value] = (code, length)
            code += 1
        index += count
        code <<= 1
    return codes


_DC_CODES, _AC_CODES = _codes(_DC_COUNTS, _DC_VALUES), _codes(_AC_COUNTS, _AC_VALUES)


def coefficients(canvas, quality=85):
    """
    The quantised frequencies of a picture: (width, height, quantisation table, blocks), each block a tuple of three
    lists (brightness and two colour differences) of 64 numbers in zigzag order. Pictures are varied in this form.
    """
    scale = 200 - 2 * quality if quality >= 50 else 5000 // quality
    table = [min(255, max(1, (value * scale + 50) // 100)) for value in _QUANT]
    planes = _planes(canvas)
    blocks = []
    for top in range(0, canvas.height, 8):
        ys = [min(canvas.height - 1, top + i) for i in range(8)]
        for left in range(0, canvas.width, 8):
            xs = [min(canvas.width - 1, left + i) for i in range(8)]
            blocks.append(tuple(_transform([[plane[y][x] for x in xs] for y in ys], table) for plane in planes))
    return canvas.width, canvas.height, table, blocks


def encode_jpeg(picture):
    """The bytes of a JPEG file from what `coefficients` returned."""
    width, height, table, blocks = picture
    out = [b"\xff\xd8", _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")]
    out.append(_segment(0xDB, bytes([0]) + bytes(table[i] for i in _ZIGZAG)))
    parts = b"".join(bytes([i, 0x11, 0]) for i in (1, 2, 3))
    out.append(_segment(0xC0, struct.pack(">BHHB", 8, height, width, 3) + parts))
    out.append(_segment(0xC4, bytes([0x00]) + bytes(_DC_COUNTS) + bytes(_DC_VALUES)))
    out.append(_segment(0xC4, bytes([0x10]) + bytes(_AC_COUNTS) + bytes(_AC_VALUES)))
    out.append(_segment(0xDA, bytes([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])))
    out.append(_scan(blocks))
    out.append(b"\xff\xd9")
    return b"".join(out)


def _segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _planes(canvas):
    brightness, blue, red = [], [], []
    for row in canvas.rows:
        pixels = list(zip(row[0::3], row[1::3], row[2::3]))
        brightness.append([0.299 * r + 0.587 * g + 0.114 * b - 128 for r, g, b in pixels])
        blue.append([-0.168736 * r - 0.331264 * g + 0.5 * b for r, g, b in pixels])
        red.append([0.5 * r - 0.418688 * g - 0.081312 * b for r, g, b in pixels])
    return brightness, blue, red


def _transform(block, table):
    first = block[0][0]
    if all(row.count(first) == 8 for row in block):
        return [round(first * 8 / table[0])] + [0] * 63
    halves = [[sum(map(float.__mul__, cosine, row)) for cosine in _COSINES] for row in block]
    columns = list(zip(*halves))
    plain = [sum(map(float.__mul__, cosine, column)) for cosine in _COSINES for column in columns]
    return [round(plain[i] / table[i]) for i in _ZIGZAG]


def _scan(blocks):
    bits = []
    previous = [0, 0, 0]
    for block in blocks:
        for component, values in enumerate(block):
            difference = values[0] - previous[component]
            previous[component] = values[0]
            _put(bits, _DC_CODES, 0, difference)
            run = 0
            last = max((i for i in range(1, 64) if values[i]), default=0)
            for value in values[1 : last + 1]:
                if value == 0:
                    run += 1
                    continue
                while run > 15:
                    code, length = _AC_CODES[0xF0]
                    bits.append(format(code, f"0{length}b"))
                    run -= 16
                _put(bits, _AC_CODES, run, value)
                run = 0
            if last < 63:
                code, length = _AC_CODES[0x00]
                bits.append(format(code, f"0{length}b"))
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\0")


def _put(bits, codes, run, value):
    size = abs(value).bit_length()
    code, length = codes[run << 4 | size]
    bits.append(format(code, f"0{length}b"))
    if size:
        bits.append(format(value if value > 0 else value + (1 << size) - 1, f"0{size}b"))
