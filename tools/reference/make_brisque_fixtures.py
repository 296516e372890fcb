"""Makes test/fixtures/brisque/scores.json: BRISQUE's features and scores by OpenCV's quality module.

    apt-get install python3-opencv opencv-doc      (Debian 12: OpenCV 4.6 with the contrib modules, and the model)
    /usr/bin/python3 tools/reference/make_brisque_fixtures.py [FOLDER_OF_THE_MODEL]

On processors without AVX2 and FMA OpenCV rounds differently, which changes the scores of photos with flat areas by up to a few
units, so the script refuses to run there. The photos are the samples, and patterns of integers that
test/models/brisque/photos.ts also computes.
"""
import json
import math
import sys

import cv2
import numpy as np

FOLDER = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/doc/opencv-doc/examples/quality"
CPU_AVX2, CPU_FMA3 = 11, 12  # CpuFeatures in OpenCV's core/cvdef.h
MODEL, RANGE = (f"{FOLDER}/brisque_{part}_live.yml" for part in ("model", "range"))


def scatter(n):
    """Hashes `n` to 32 bits."""
    for _ in range(2):
        n = ((n ^ (n >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
    return n ^ (n >> 16)


def level(kind, x, y, channel):
    """A pixel's value in the channel 0 (R), 1 (G) or 2 (B) of a pattern."""

    def triangle(t):
        return t % 512 if t % 512 < 256 else 511 - t % 512

    waves = (2 * triangle(5 * x + 2 * y + 37 * channel) + triangle(x + 9 * y + x * y // 16)) // 3
    noise = scatter(x + 4096 * y + 16777216 * channel) & 255
    if kind == "flat":
        return (77, 200, 10)[channel]
    if kind == "noise":
        return noise
    if kind == "waves":
        return min(max(waves + noise // 16 - 8, 0), 255)
    if kind == "blocks":
        return scatter(x // 8 + 4096 * (y // 8)) & 255
    if kind == "square":
        return 255 if 5 <= x < 9 and 5 <= y < 9 else 0
    raise ValueError(kind)


def pattern(kind, width, height):
    return np.array([[[level(kind, x, y, c) for c in range(3)] for x in range(width)] for y in range(height)], np.uint8)


CHANGES = {
    "none": lambda rgb: rgb,
    "few levels": lambda rgb: rgb & 0xE0,
    "overexposed": lambda rgb: np.minimum(rgb.astype(int) * 2, 255).astype(np.uint8),
    "underexposed": lambda rgb: rgb >> 3,
    "upper half grey": lambda rgb: np.where(np.arange(len(rgb))[:, None, None] < len(rgb) // 2, np.uint8(99), rgb),
    "every second pixel": lambda rgb: rgb[::2, ::2],
}

PATTERNS = [("flat", 16, 16), ("flat", 67, 101), ("noise", 16, 16), ("noise", 33, 17), ("square", 16, 16),
            ("waves", 16, 16), ("waves", 97, 131), ("waves", 160, 96), ("blocks", 97, 131), ("waves", 3, 5), ("waves", 2, 2)]
SAMPLES = [("cat", None, "none"), ("coffee", None, "none"), ("coffee-blurred", None, "none"),
           ("coffee-compressed", None, "none"), ("grace-hopper", None, "none"),
           ("cat", (11, 7, 222, 206), "none"), ("coffee", (0, 0, 555, 299), "few levels"),
           ("coffee", (100, 50, 433, 261), "overexposed"), ("coffee-compressed", (33, 20, 244, 285), "none"),
           ("coffee-compressed", (1, 3, 600, 400), "underexposed"), ("coffee-blurred", (5, 5, 216, 270), "none"),
           ("coffee", (100, 20, 115, 121), "upper half grey"), ("grace-hopper", (1, 2, 512, 401), "upper half grey"),
           ("grace-hopper", (0, 0, 511, 599), "every second pixel")]


def photos():
    for kind, width, height in PATTERNS:
        yield {"pattern": kind, "width": width, "height": height}, pattern(kind, width, height)
    for name, box, change in SAMPLES:
        rgb = cv2.imread(f"samples/{name}.jpg")[..., ::-1]
        left, top, right, bottom = box or (0, 0, rgb.shape[1], rgb.shape[0])
        yield ({"sample": name, "box": [left, top, right, bottom], "change": change},
               CHANGES[change](rgb[top:bottom, left:right]))


def main():
    if not (cv2.checkHardwareSupport(CPU_AVX2) and cv2.checkHardwareSupport(CPU_FMA3)):
        sys.exit("This processor lacks AVX2 or FMA, without which OpenCV rounds differently.")
    cases = []
    for photo, rgb in photos():
        bgr = np.ascontiguousarray(rgb[..., ::-1])
        features = cv2.quality.QualityBRISQUE_computeFeatures(bgr).ravel().tolist()
        score = cv2.quality.QualityBRISQUE_compute(bgr, MODEL, RANGE)[0]
        cases.append({**photo, "score": round(score, 6),
                      "features": [None if math.isnan(value) else float(f"{value:.9g}") for value in features]})
    lines = ",\n".join("  " + json.dumps(case, separators=(",", ":")) for case in cases)
    made_by = f"tools/reference/make_brisque_fixtures.py, OpenCV {cv2.__version__}, numpy {np.__version__}"
    with open("test/fixtures/brisque/scores.json", "w", encoding="utf-8") as file:
        file.write(f'{{\n "madeBy": {json.dumps(made_by)},\n "cases": [\n{lines}\n ]\n}}\n')


main()
