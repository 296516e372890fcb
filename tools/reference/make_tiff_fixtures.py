"""Makes test/fixtures/image/tiff.json: small TIFFs of every kind (compressed by Deflate), and Pillow's results for them.

    python tools/reference/make_tiff_fixtures.py
"""
import base64
import hashlib
import io
import json
import pathlib
import platform
import zlib

import numpy as np
import PIL
from PIL import Image

import tiff_damage
import tiff_files

OUT = pathlib.Path(__file__).resolve().parents[2] / "test" / "fixtures" / "image" / "tiff.json"


def read(data):
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    return {"size": [pixels.shape[1], pixels.shape[0]], "sha256": hashlib.sha256(pixels.tobytes()).hexdigest()}


def expected(file):
    if isinstance(file, tiff_files.Refused):
        return file.data, {"refused": file.kind, "says": file.says}
    if isinstance(file, tiff_files.As):
        return file.data, read(file.twin)
    return file, read(file)


def main():
    lines = [f'"madeBy": "python tools/reference/make_tiff_fixtures.py, Python {platform.python_version()}, Pillow {PIL.__version__}"']
    for name, file in (*tiff_files.files(), *tiff_damage.files()):
        data, result = expected(file)
        lines.append(json.dumps(name) + ": " + json.dumps(result | {"deflated": base64.b64encode(zlib.compress(data, 9)).decode()}))
    OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
