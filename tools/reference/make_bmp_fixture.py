"""Makes test/fixtures/image/bmp.json: small bitmaps of every kind, and Pillow's pixels of them.

    python tools/reference/make_bmp_fixture.py
"""
import base64
import hashlib
import io
import json
import struct
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

OUT = Path(__file__).parents[2] / "test/fixtures/image/bmp.json"
WIDTH, HEIGHT = 13, 7
RGB555 = (0x7C00, 0x3E0, 0x1F)
RGB565 = (0xF800, 0x7E0, 0x1F)
MASKS_32 = {
    "bgrx": (0xFF0000, 0xFF00, 0xFF, 0),
    "xbgr": (0xFF000000, 0xFF0000, 0xFF00, 0),
    "bgxr": (0xFF000000, 0xFF00, 0xFF, 0),
    "abgr": (0xFF000000, 0xFF0000, 0xFF00, 0xFF),
    "rgba": (0xFF, 0xFF00, 0xFF0000, 0xFF000000),
    "bgra": (0xFF0000, 0xFF00, 0xFF, 0xFF000000),
    "bgar": (0xFF000000, 0xFF00, 0xFF, 0xFF0000),
    "none": (0, 0, 0, 0),
}


def bitmap(
    bits, header=40, top_down=False, colours=None, palette=None, masks=None, compression=None, gap=0, offset=None, data=None
):
    """A file with `data` or random pixels. `colours` is the header's number of colours, `gap` bytes lie before the pixels."""
    random = np.random.RandomState(bits + header)
    entry = 3 if header == 12 else 4
    table = b""
    if bits <= 8:
        table = palette if palette is not None else random.bytes(entry * (colours or 2**bits))
    if compression is None:
        compression = 0 if masks is None else 3
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, bits)
    else:
        height = -HEIGHT if top_down else HEIGHT
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, 0, 2835, 2835, colours or 0, 0)
        in_header = struct.pack("<IIII", *(masks or (0, 0, 0, 0)))
        info += in_header[: max(0, header - 40)] + bytes(max(0, header - 56))
    after = b"" if masks is None or header >= 52 else struct.pack("<III", *masks[:3])
    stride = (WIDTH * bits + 31) // 32 * 4
    start = 14 + len(info) + len(after) + len(table) + gap
    head = struct.pack("<2sIHHI", b"BM", start + stride * HEIGHT, 0, 0, start if offset is None else offset)
    return head + info + after + table + bytes(gap) + (random.bytes(stride * HEIGHT) if data is None else data)


END_OF_LINE, END = b"\0\0", b"\0\1"
GREYS = b"".join(bytes([i, i, i, 0]) for i in range(256))


def runs(bits, seed=0):
    """Rows of random runs and of pixels as they are, each row with its end."""
    random = np.random.RandomState(seed)
    data = b""
    for _ in range(HEIGHT):
        left = WIDTH
        while left > 0:
            # Runs of pixels as they are have at least 3, and an even number where two share a byte, as in Pillow.
            count = min(left, random.randint(1, 8))
            if count >= 3 and random.randint(2) and (bits == 8 or count % 2 == 0):
                size = count * bits // 8
                data += bytes([0, count]) + random.bytes(size) + bytes(size % 2)
            else:
                data += bytes([count, random.randint(256)])
            left -= count
        data += END_OF_LINE
    return data + END


def run_length_files():
    for bits, compression in [(8, 1), (4, 2)]:
        name = f"run lengths of {bits} bits"
        make = lambda data, **options: bitmap(bits, compression=compression, data=data, **options)
        for seed in range(4):
            yield f"{name}, {seed}", make(runs(bits, seed))
        for header in [52, 56, 64, 108, 124]:
            yield f"{name}, header of {header}", make(runs(bits), header=header)
        yield f"{name}, top down", make(runs(bits), top_down=True)
        yield f"{name}, with a gap", make(runs(bits), gap=10)
        yield f"{name}, with an odd gap", make(runs(bits), gap=5)
        yield f"{name}, 5 colours", make(runs(bits), colours=5)
        yield f"{name}, greys", make(runs(bits), palette=GREYS[: 4 * 2**bits])
        yield f"{name}, black and white", make(runs(bits), colours=2, palette=bytes([0, 0, 0, 0, 255, 255, 255, 0]))
        yield f"{name}, one colour", make(bytes([WIDTH, 7, 0, 0]) * HEIGHT, colours=1)
        yield f"{name}, the palette's position as the pixels'", make(runs(bits), offset=54)
        yield f"{name}, without ends of lines", make(bytes([WIDTH, 0x5A]) * HEIGHT + END)
        yield f"{name}, without an end", make(bytes([WIDTH, 0x5A, 0, 0]) * HEIGHT)
        yield f"{name}, with more rows", make(bytes([WIDTH, 0x5A, 0, 0]) * (HEIGHT + 3) + END)
        yield f"{name}, runs beyond the row", make(bytes([WIDTH + 9, 0x5A, 4, 1, 0, 0]) * HEIGHT + END)
        yield f"{name}, rows cut short", make(bytes([5, 0x5A, 0, 0]) * HEIGHT + END)
        yield f"{name}, an empty row", make(bytes([WIDTH, 0x5A, 0, 0, 0, 0]) * HEIGHT + END)
        skip = bytes([0, 2, 4, 1])
        row = bytes([WIDTH, 0x5A, 0, 0])
        yield f"{name}, with skips", make(bytes([2, 0x5A]) + skip + bytes([3, 0xC3, 0, 0]) + row * HEIGHT + END)
        yield f"{name}, skips beyond the row", make(bytes([9, 0x5A, 0, 2, 9, 0, 9, 0xC3, 0, 0]) + row * HEIGHT + END)
        yield f"{name}, skips beyond the picture", make(bytes([2, 0x5A, 0, 2, 1, 200]))
        plain = bytes(range(1, 1 + 16 * bits // 8))
        yield f"{name}, plain pixels beyond the row", make((bytes([0, 16]) + plain + bytes([3, 1, 0, 0])) * HEIGHT + END)
        odd = bytes([0, 5]) + bytes(range(1, 1 + (6 if bits == 8 else 4)))
        yield f"{name}, an odd number of plain pixels", make((odd + bytes([WIDTH - 5, 1, 0, 0])) * HEIGHT + END)
        yield f"{name}, ended early", make(bytes([WIDTH, 0x5A, 0, 0]) * 3 + END)
        yield f"{name}, empty", make(b"")
        whole = make(runs(bits))
        for left in [1, 2, 3, 5, 20]:
            yield f"{name}, without its last {left} bytes", whole[:-left]
        cut = make(bytes([WIDTH, 0x5A]) * (HEIGHT - 1) + bytes([0, WIDTH - 1]) + bytes(2))
        yield f"{name}, cut within plain pixels", cut
        yield f"{name}, cut within a skip", make(bytes([WIDTH, 0x5A]) * (HEIGHT - 1) + bytes([0, 2, 9]))
        for other in [1, 4, 8, 16, 24, 32]:
            if other != bits:
                data = bytes([WIDTH, 1, 0, 0]) * HEIGHT + END
                yield f"{name} of {other} bits", bitmap(other, compression=compression, data=data)
    bilevel = bitmap(1, compression=1, data=bytes([WIDTH, 1, 0, 0]) * HEIGHT, palette=bytes([0, 0, 0, 0, 255, 255, 255, 0]))
    yield "run lengths of 1 bit, black and white", bilevel


def files():
    for bits in [1, 4, 8, 24]:
        yield f"{bits} bits, OS/2", bitmap(bits, header=12)
    for bits in [1, 4, 8, 16, 24, 32]:
        for header in [40, 52, 56, 64, 108, 124]:
            yield f"{bits} bits, header of {header}", bitmap(bits, header=header)
        yield f"{bits} bits, top down", bitmap(bits, top_down=True)
        yield f"{bits} bits, with a gap", bitmap(bits, gap=10)
    for bits, colours in [(8, 3), (8, 200), (4, 5), (1, 1)]:
        yield f"{bits} bits, {colours} colours", bitmap(bits, colours=colours)
    yield "8 bits, greys", bitmap(8, palette=GREYS)
    yield "1 bit, black and white", bitmap(1, palette=bytes([0, 0, 0, 0, 255, 255, 255, 0]))
    yield "1 bit, white and black", bitmap(1, palette=bytes([255, 255, 255, 0, 0, 0, 0, 0]))
    yield "8 bits, the palette's position as the pixels'", bitmap(8, offset=54)
    yield "24 bits, no position of the pixels", bitmap(24, offset=0)
    for header in [40, 52, 56, 108, 124]:
        yield f"16 bits by masks 565, header of {header}", bitmap(16, header=header, masks=(*RGB565, 0))
        yield f"16 bits by masks 555, header of {header}", bitmap(16, header=header, masks=(*RGB555, 0))
        yield f"24 bits by masks, header of {header}", bitmap(24, header=header, masks=MASKS_32["bgrx"])
        for name, masks in MASKS_32.items():
            yield f"32 bits {name}, header of {header}", bitmap(32, header=header, masks=masks)
    yield "16 bits by masks 444", bitmap(16, header=56, masks=(0xF00, 0xF0, 0xF, 0xF000))
    yield "32 bits by masks of 10 bits", bitmap(32, header=56, masks=(0x3FF00000, 0xFFC00, 0x3FF, 0))
    yield "8 bits with masks", bitmap(8, compression=3)
    yield "2 bits", bitmap(2)
    yield "64 bits", bitmap(64)
    yield "compression 9", bitmap(24, compression=9)
    whole = bitmap(24)
    yield "without its last byte of padding", whole[:-1]
    yield "without its last pixel", whole[:-2]
    yield "half", whole[: len(whole) // 2]
    yield "cut within the header", whole[:40]
    yield "cut within the palette", bitmap(8)[:200]
    yield "8 bits, 300 colours", bitmap(8, colours=300)
    yield from run_length_files()


def pixels_of(data):
    try:
        return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    except Exception:
        return None


def main():
    entries = []
    for name, data in files():
        pixels = pixels_of(data)
        digest = None if pixels is None else hashlib.sha256(pixels.tobytes()).hexdigest()
        entries.append({"name": name, "file": base64.b64encode(data).decode(), "sha256": digest})
    read = sum(entry["sha256"] is not None for entry in entries)
    print(f"{read} of {len(entries)} are read by Pillow {PIL.__version__}")
    fixture = {"madeBy": "python tools/reference/make_bmp_fixture.py", "pillow": PIL.__version__, "files": entries}
    OUT.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


main()
