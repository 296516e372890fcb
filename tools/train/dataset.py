"""Reads the tables and images that make_data.py wrote."""
import csv
import dataclasses
import json

import numpy as np

from labels import calibrated, labels, qualities
from make_data import BYTES
from measures import MEASURES
from settings import SHOWN_HEIGHT, SHOWN_WIDTH

DEMO_SEED, DEMO_CROPS = 0, 10


@dataclasses.dataclass
class Split:
    """Arrays with one row per image, in the order of the images. `series` has the images' numbers [original, level 1, ...,
    level 5] of each series, and `photo` its photograph."""
    images: np.ndarray
    crop: np.ndarray
    kind: np.ndarray
    level: np.ndarray
    label: np.ndarray
    quality: np.ndarray
    series: np.ndarray
    photo: np.ndarray

    def shown(self, image):
        return self.images[image].reshape(SHOWN_HEIGHT, SHOWN_WIDTH, 3)

    def cut(self, image, place, side):
        """The square of `side` pixels whose (top, left) is `place`."""
        top, left = place
        return self.shown(image)[top:top + side, left:left + side]


def read_table(folder, split):
    with open(folder / f'{split}-table.csv', newline='') as file:
        rows = {int(row['image']): row for row in csv.DictReader(file)}
    return [rows[image] for image in range(len(rows))]


def distances_of(rows):
    return np.array([[float(row[measure]) for measure in MEASURES] for row in rows])


def calibration(folder):
    """The calibration of labels, computed once from the training images and stored in DATA/calibration.json."""
    path = folder / 'calibration.json'
    if not path.exists():
        path.write_text(json.dumps(calibrated(distances_of(read_table(folder, 'train'))), indent=2) + '\n')
    return json.loads(path.read_text())


def read_split(folder, split):
    rows = read_table(folder, split)
    crop, kind = np.array([row['crop'] for row in rows]), np.array([row['kind'] for row in rows])
    level = np.array([int(row['level']) for row in rows])
    originals = {crop[image]: image for image in np.flatnonzero(level == 0)}
    firsts = np.flatnonzero(level == 1)
    series = np.array([[originals[crop[first]], *range(first, first + 5)] for first in firsts])
    with open(folder / 'crops.csv', newline='') as file:
        photos = {row['crop']: row['photo'] for row in csv.DictReader(file)}
    photo = np.array([photos[crop[first]] for first in firsts])
    images = np.memmap(folder / f'{split}-images.u8', np.uint8, 'r').reshape(-1, BYTES)
    quality = qualities(distances_of(rows), calibration(folder))
    return Split(images, crop, kind, level, labels(quality), quality, series, photo)


def demo_places():
    """(top, left) of the demo protocol's crops: two draws per crop after torch.manual_seed."""
    import torch
    generator = torch.Generator().manual_seed(DEMO_SEED)
    draw = lambda limit: int(torch.randint(0, limit, (1,), generator=generator))
    return [(draw(SHOWN_HEIGHT - 224 + 1), draw(SHOWN_WIDTH - 224 + 1)) for _ in range(DEMO_CROPS)]
