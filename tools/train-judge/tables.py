"""Reads the tables that make_series.py wrote."""
import csv
import dataclasses
import json

import numpy as np

import shared  # noqa: F401 (finds tools/train)
from dataset import distances_of
from distortions import LEVELS
from labels import labels, qualities


@dataclasses.dataclass
class Series:
    """One row for each image; a series is [original, (weak level,) level 1, ..., level 5] of them; `made` are lists of the
    (kind, level) that went into each."""
    crop: np.ndarray
    kind: np.ndarray
    level: np.ndarray
    label: np.ndarray
    quality: np.ndarray
    series: np.ndarray
    made: list[list[tuple[str, float]]]


def nano_calibration():
    """The labels' scale, the nano model's, so that figures can be compared."""
    figures = json.loads((shared.ROOT / 'docs' / 'nano' / 'figures.json').read_text())
    return figures['calibration']


def labels_of(rows):
    return labels(qualities(distances_of(rows), nano_calibration()))


def read_series(folder, split):
    with open(folder / f'judge-{split}.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    crop, kind = np.array([row['crop'] for row in rows]), np.array([row['kind'] for row in rows])
    level = np.array([float(row['level']) for row in rows])
    quality = qualities(distances_of(rows), nano_calibration())
    made = [[(name, float(strength)) for name, strength in (part.split(':') for part in row['made'].split())] for row in rows]
    own = ~np.isin(kind, ('original', 'mixed', 'partly'))
    lowest = level[own].min()
    length = LEVELS + (lowest < 1)
    originals = {crop[image]: image for image in np.flatnonzero(level == 0)}
    series = np.array([[originals[crop[first]], *range(first, first + length)]
                       for first in np.flatnonzero(own & (level == lowest))])
    return Series(crop, kind, level, labels(quality), quality, series, made)
