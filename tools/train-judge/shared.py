"""Finds the modules of tools/train, and holds what the steps here share."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(1, str(ROOT / 'tools' / 'train'))

NETWORK_SIDE = 224
BACKBONE = 'mobilenet_v2_mid'
ROWS = COLUMNS = 2


def grid_of(height, width):
    """(top, left) of the parts that the network is shown of a photo, row by row."""
    return [(row * (height - NETWORK_SIDE) // (ROWS - 1), column * (width - NETWORK_SIDE) // (COLUMNS - 1))
            for row in range(ROWS) for column in range(COLUMNS)]
