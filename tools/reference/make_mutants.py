"""Makes test/fixtures/image/mutants.json: damaged variants of the small photo files, and Pillow's result for each.

    python tools/reference/make_mutants.py

A mutant is a file of test/fixtures/image/files with an edit, which replaces a number of bytes at a position by other bytes.
"""
import hashlib
import io
import json
import pathlib
import random
import warnings
import zlib

import numpy as np
import PIL
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ROOT / "test" / "fixtures" / "image" / "files"
OUT = ROOT / "test" / "fixtures" / "image" / "mutants.json"

BASES = {
    "jpeg": ["rgb-420.jpg", "rgb-444.jpg", "rgb-422.jpg", "grey.jpg", "progressive.jpg", "restart-markers.jpg",
             "cmyk-adobe.jpg", "exif-rotated.jpg"],
    "png": ["rgb.png", "rgb-interlaced.png", "rgba.png", "grey-16-bit.png", "palette-4-bit.png", "palette-alpha.png",
            "profile.png", "bilevel.png"],
    "gif": ["plain.gif", "interlaced.gif", "transparent.gif", "animated.gif", "frame-smaller-than-canvas.gif"],
    "webp": ["lossy.webp", "lossless.webp", "lossy-alpha.webp", "animated.webp"],
}
COUNTS = {"jpeg": 240, "png": 160, "gif": 120, "webp": 60}


def jpeg_segments(data):
    """The start and end of each segment before the first scan's data, and the start of that data."""
    at, found = 2, []
    while True:
        end = at + 2 + int.from_bytes(data[at + 2:at + 4], "big")
        found.append((at, end))
        if data[at + 1] == 0xDA:
            return found, end
        at = end


def random_bytes(rng, count):
    return bytes(rng.randrange(256) for _ in range(count))


def any_edit(rng, data, start):
    """An edit like the errors of disks and networks."""
    place = rng.randrange(start, len(data))
    kind = rng.choice(["flip", "flip", "zero", "cut", "insert", "delete", "noise"])
    if kind == "flip":
        return place, 1, bytes([data[place] ^ 1 << rng.randrange(8)])
    if kind == "cut":
        return place, len(data) - place, b""
    length = min(rng.choice([1, 4, 32]), len(data) - place)
    if kind == "insert":
        return place, 0, random_bytes(rng, length)
    if kind == "delete":
        return place, length, b""
    return place, length, bytes(length) if kind == "zero" else random_bytes(rng, length)


def jpeg_edit(rng, data):
    segments, scan = jpeg_segments(data)
    kind = rng.choice(["any", "any", "data", "data", "marker", "cut", "remove", "double", "segment", "restart"])
    place = rng.randrange(scan, len(data) - 2)
    start, end = rng.choice(segments)
    if kind == "any":
        return any_edit(rng, data, 2)
    if kind == "data":
        return any_edit(rng, data, scan)
    if kind == "marker":
        return place, 2, bytes([0xFF, rng.randrange(1, 255)])
    if kind == "cut":
        return place, len(data) - place, b"\xff\xd9"
    if kind == "remove":
        return start, end - start, b""
    if kind == "double":
        return rng.choice([place, len(data) - 2, rng.choice(segments)[0]]), 0, data[start:end]
    if kind == "segment":
        marker = rng.choice([0xFE, 0xE1, 0xC4, 0xDB, 0xDD, 0xC0, 0xDA, 0xDC, 0xCC, 0xF0])
        content = random_bytes(rng, rng.choice([0, 2, 30]))
        return rng.choice([place, len(data) - 2]), 0, bytes([0xFF, marker, 0, len(content) + 2]) + content
    places = [i for i in range(scan, len(data) - 1) if data[i] == 0xFF and 0xD0 <= data[i + 1] <= 0xD7]
    if not places:
        return jpeg_edit(rng, data)
    place = rng.choice(places)
    return place, 2, rng.choice([b"", bytes([0xFF, rng.randrange(0xD0, 0xD8)]), data[place:place + 2] * 2])


def png_edit(rng, data):
    chunks, at = [], 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at:at + 4], "big")
        chunks.append((at, end))
        at = end
    start, end = rng.choice(chunks)
    place = rng.choice(chunks)[0]
    kind = rng.choice(["any", "checksum", "content", "remove", "double", "chunk"])
    if kind == "any":
        return any_edit(rng, data, 8)
    if kind == "checksum":
        return end - 4, 4, random_bytes(rng, 4)
    if kind == "remove":
        return start, end - start, b""
    if kind == "double":
        return place, 0, data[start:end]
    if kind == "chunk":
        name = rng.choice([b"abCd", b"ABCD", b"tEXt", b"gAMA", b"tRNS", b"IDAT", b"sBIT", b"zTXt"])
        return place, 0, png_chunk(name, random_bytes(rng, rng.choice([0, 3, 30])))
    content = bytearray(data[start + 8:end - 4])
    if content:
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return start, end - start, png_chunk(data[start + 4:start + 8], bytes(content))


def png_chunk(name, content):
    return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")


def gif_edit(rng, data):
    if rng.random() < 0.6:
        return any_edit(rng, data, 13)
    place = rng.randrange(13, len(data))
    return place, len(data) - place, rng.choice([b"\x3b", b"\x00\x3b"])


EDITS = {"jpeg": jpeg_edit, "png": png_edit, "gif": gif_edit, "webp": lambda rng, data: any_edit(rng, data, 12)}


def apply(data, edit):
    place, removed, inserted = edit
    return data[:place] + inserted + data[place + removed:]


def pillow(data):
    """The SHA-256 digest of Pillow's RGB bytes; None if it refuses the file, False if the picture is too large for a test."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
            if image.size[0] * image.size[1] > 1e6:
                return False
            return hashlib.sha256(np.asarray(image.convert("RGB")).tobytes()).hexdigest()
    except Image.DecompressionBombError:
        return False
    except Exception:
        return None


def mutants(kind, rng):
    """Lines of the fixture. Mutants of more than a megapixel are left out, and at most half of the mutants are refused."""
    found, refused = [], 0
    while len(found) < COUNTS[kind]:
        name = rng.choice(BASES[kind])
        data = (FILES / name).read_bytes()
        place, removed, inserted = EDITS[kind](rng, data)
        answer = pillow(apply(data, (place, removed, inserted)))
        if answer is False or (answer is None and 2 * refused >= COUNTS[kind]):
            continue
        refused += answer is None
        found.append([name, place, removed, inserted.hex(), answer])
    return found


def avif_mutants():
    """Lines of the fixture: AVIF files with changed boxes. Damaged AV1 data is left out, as decoders treat it differently."""
    subsampling = 6
    # No edit marks coloured data as grey, since Pillow then shows it as grey, while this project refuses it.
    edits = [(name, b"av1C", subsampling, bytes([value])) for name in ("420.avif", "422.avif", "444.avif", "grey.avif", "bt709.avif")
             for value in (0x00, 0x04, 0x08, 0x0C)]
    edits += [(name, word, 0, b"beta") for name in ("alpha.avif", "multiplied-alpha.avif") for word in (b"alpha", b"urn:", b"mpegB")]
    edits += [(f"orientation-{number}.avif", word, 3, b"x") for number in range(2, 9) for word in (b"irot", b"imir")]
    edits += [(name, word, 3, b"x") for name in ("420.avif", "alpha.avif", "grid.avif") for word in (b"pixi", b"auxC", b"av1C")]
    for name, word, plus, inserted in edits:
        data = (FILES / name).read_bytes()
        if word in data:
            place = data.index(word) + plus
            yield [name, place, len(inserted), inserted.hex(), pillow(apply(data, (place, len(inserted), inserted)))]


def main():
    lines = [json.dumps(line) for kind in BASES for line in mutants(kind, random.Random(7))]
    lines += [json.dumps(line) for line in avif_mutants()]
    head = json.dumps({"madeBy": "python tools/reference/make_mutants.py", "pillow": PIL.__version__})
    OUT.write_text(head[:-1] + ', "mutants": [\n' + ",\n".join(lines) + "\n]}\n")


if __name__ == "__main__":
    main()
