"""Makes test/fixtures/image/alignment.json: faces aligned by OpenCV, and the least-squares similarity by Umeyama's formulas.

    python tools/reference/make_alignment_fixture.py

The pixels are computed by the formula in `pixels`, so that no photo is needed.
"""
import json
import pathlib

import cv2
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
SIZE = (160, 120)
FACES = {
    'upright': [[60.5, 50.25], [95, 51], [78, 70], [64, 90], [92, 91.5]],
    'turned': [[70, 40], [98, 62], [76, 72], [56, 78], [80, 97]],
    'upside down': [[95, 91], [60, 90], [77, 70], [92, 50], [64, 51]],
    'small': [[20, 20], [26, 20.5], [23, 23.5], [20.5, 27], [25.5, 27]],
    'large, beyond the photo': [[-20, 10], [150, -30], [90, 90], [20, 180], [170, 150]],
    'mirrored': [[95, 51], [60.5, 50.25], [78, 70], [92, 91.5], [64, 90]],
    'whole places': [[x + 20, y + 5] for x, y in TEMPLATE.tolist()],
}


def pixels():
    width, height = SIZE
    y, x, channel = np.mgrid[0:height, 0:width, 0:3]
    return ((x * x * 7 + y * 13 + x * y * 3 + channel * 85) % 256).astype(np.uint8)


def umeyama(source, target):
    """The similarity by Umeyama, "Least-squares estimation of transformation parameters between two point patterns", 1991."""
    source_mean, target_mean = source.mean(0), target.mean(0)
    source_centred, target_centred = source - source_mean, target - target_mean
    u, d, v = np.linalg.svd(target_centred.T @ source_centred / len(source))
    sign = np.array([1, np.sign(np.linalg.det(u) * np.linalg.det(v))])
    rotation = u @ np.diag(sign) @ v
    scale = (d * sign).sum() / source_centred.var(0).sum()
    return np.hstack([scale * rotation, (target_mean - scale * rotation @ source_mean)[:, None]])


def main():
    cases = {}
    for name, points in FACES.items():
        matrix = umeyama(np.array(points, float), TEMPLATE)
        aligned = cv2.warpAffine(pixels(), matrix, (112, 112), flags=cv2.INTER_LINEAR, borderValue=0)
        cases[name] = {
            'points': points,
            'matrix': matrix.tolist(),
            # Every 97th value covers all columns, since 97 and the row's length of 336 have no common divisor.
            'values': aligned.reshape(-1)[::97].tolist(),
        }
    made = {
        'command': 'python tools/reference/make_alignment_fixture.py',
        'versions': {'opencv': cv2.__version__, 'numpy': np.__version__},
        'cases': cases,
    }
    path = ROOT / 'test/fixtures/image/alignment.json'
    path.write_text(json.dumps(made, separators=(',', ':')) + '\n')


main()
