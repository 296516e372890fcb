"""Decodes photos with Pillow. Reads each photo's length (4 bytes, big-endian) and bytes, and writes a line of JSON for it.

    python tools/fuzz/pillow.py        started by `npm run fuzz -- --python python`
"""
import hashlib
import io
import json
import struct
import sys
import warnings

from PIL import Image

Image.MAX_IMAGE_PIXELS = None
MOST_PIXELS = 4_000_000


def answer(data):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            image = Image.open(io.BytesIO(data))
            if image.width * image.height > MOST_PIXELS:
                return {"refused": "too large", "format": image.format}
            kind = image.format
            rgb = image.convert("RGB")
        except Exception as error:  # Pillow raises many kinds of exceptions for damaged files.
            return {"refused": f"{type(error).__name__}: {error}"[:300]}
    sum_ = hashlib.sha256(rgb.tobytes()).hexdigest()
    warned = "; ".join(str(warning.message) for warning in told)
    return {"read": f"{rgb.width}x{rgb.height} {sum_}", "format": kind, "warned": warned[:300]}


def main():
    source = sys.stdin.buffer
    while len(head := source.read(4)) == 4:
        print(json.dumps(answer(source.read(struct.unpack(">I", head)[0]))), flush=True)


main()
