"""Settings that all steps share: paths, the seed, the size of a crop, and the size of the network's input."""
import argparse
import pathlib
import zlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SEED = 5
CROP_LONG, CROP_SHORT = 512, 384
SHOWN_WIDTH, SHOWN_HEIGHT = 384, 512
"""The demo protocol squashes every photo to this size, whatever its shape; see docs/DESIGN.md."""
NETWORK_SIDE = 224


def data_folder(description):
    """The folder of all files that are not committed; every step takes it as its only argument."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('data', type=pathlib.Path, help='folder for pictures, crops, distorted images and checkpoints')
    folder = parser.parse_args().data
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def seeded(*names):
    """A generator that depends only on the seed and the names, not on the order of calls."""
    return np.random.default_rng([SEED, zlib.crc32('/'.join(map(str, names)).encode())])
