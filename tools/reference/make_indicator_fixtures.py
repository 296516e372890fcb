"""Makes test/fixtures/image/indicators.json: indicators of the sample photos, computed with numpy and OpenCV.

    python tools/reference/make_indicator_fixtures.py
"""

import json
import platform
from pathlib import Path

import cv2
import numpy as np
import PIL
from PIL import Image

ROOT = Path(__file__).parents[2]
OUT = ROOT / "test/fixtures/image/indicators.json"


def indicators(path):
    rgb = np.asarray(Image.open(path).convert("RGB")).astype(np.float64)
    red, green, blue = np.moveaxis(rgb, 2, 0)
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    rg = red - green
    yb = (red + green) / 2 - blue
    laplacian = cv2.Laplacian(luma, cv2.CV_64F)[1:-1, 1:-1]
    return {
        "brightness": luma.mean(),
        "contrast": luma.std(),
        "colorfulness": np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean()),
        "sharpness": laplacian.var(),
    }


def main():
    versions = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "opencv": cv2.__version__,
        "pillow": PIL.__version__,
    }
    photos = {path.name: indicators(path) for path in sorted((ROOT / "samples").glob("*.jpg"))}
    fixture = {"command": "python tools/reference/make_indicator_fixtures.py", "versions": versions, "photos": photos}
    OUT.write_text(json.dumps(fixture, indent=1) + "\n")


if __name__ == "__main__":
    main()
