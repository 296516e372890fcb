"""Makes test/fixtures/image/heic.json: a small HEIC photo, and its pixels decoded by libheif's heif-convert.

    python tools/reference/make_heic_fixture.py

Pillow does not read HEIC. Needs Debian's libheif-examples (heif-enc and heif-convert).
"""
import base64
import json
import pathlib
import subprocess
import tempfile

import numpy as np
from PIL import Image

import photo_files

OUT = pathlib.Path(__file__).resolve().parents[2] / "test" / "fixtures" / "image" / "heic.json"


def main():
    with tempfile.TemporaryDirectory() as folder:
        source, heic, back = (pathlib.Path(folder) / name for name in ("photo.png", "photo.heic", "back.png"))
        Image.fromarray(photo_files.colours()).save(source)
        subprocess.run(["heif-enc", "-q", "80", "-o", heic, source], check=True, capture_output=True)
        subprocess.run(["heif-convert", heic, back], check=True, capture_output=True)
        pixels = np.asarray(Image.open(back).convert("RGB"))
        fixture = {
            "madeBy": "python tools/reference/make_heic_fixture.py",
            "size": [pixels.shape[1], pixels.shape[0]],
            "file": base64.b64encode(heic.read_bytes()).decode(),
            "samples": pixels.reshape(-1)[::7].tolist(),
        }
    OUT.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
