"""Distorts the crops, measures their distances from the originals, and stores the images for training and test.

    python tools/train/make_data.py DATA

Reads DATA/crops and DATA/crops.csv. Writes for each split DATA/SPLIT-table.csv (image, crop, kind, level, the four distances),
and all images as raw bytes in DATA/SPLIT-images.u8. Images of training and validation are [512,384,3], resized as by the demo
protocol; those of the splits `test` and `apart` are whole crops, [384,512,3] or [512,384,3].
The script can be stopped and started again: finished crops are kept.
"""
import csv
import multiprocessing
import os

import cv2
import numpy as np
from PIL import Image

from distortions import KINDS, LEVELS, UNSEEN, distorted
from measures import MEASURES, distances
from settings import SHOWN_HEIGHT, SHOWN_WIDTH, data_folder, seeded

BYTES = SHOWN_HEIGHT * SHOWN_WIDTH * 3
SEEN = [kind for kind in KINDS if kind not in UNSEEN]
# For each split: the largest number of crops per photo (no photo has 99), and the number of kinds per crop.
PLAN = {'train': (99, 6), 'validation': (1, 8), 'test': (1, len(KINDS)), 'apart': (1, len(KINDS))}
WHOLE = ('test', 'apart')
"""Splits whose images are whole crops with every kind, for the demo protocol and for other metrics."""


def shown(crop):
    """The photo after the demo protocol's resize, [512,384,3]."""
    return np.asarray(Image.fromarray(crop).resize((SHOWN_WIDTH, SHOWN_HEIGHT), Image.BILINEAR))


def planned(rows, split):
    """The (crop, kinds) of a split; all kinds occur about equally often."""
    crops_of_photo, kinds_of_crop = PLAN[split]
    names = list(KINDS) if split in WHOLE else SEEN
    photos = {}
    for row in rows:
        if row['split'] == split:
            photos.setdefault(row['photo'], []).append(row['crop'])
    crops = [crop for photo, own in photos.items()
             for crop in sorted(seeded('choice', photo).permutation(own)[:crops_of_photo])]
    deck, plan = [], []
    random = seeded('kinds', split)
    for crop in crops:
        kinds = []
        while len(kinds) < kinds_of_crop:
            deck = deck or list(random.permutation(names))
            place = next((i for i, kind in enumerate(deck) if kind not in kinds), None)
            if place is None:
                deck = list(random.permutation(names))
                continue
            kinds.append(str(deck.pop(place)))
        plan.append((crop, kinds))
    return plan


def work(task):
    """Writes the images of one crop to their places and returns the table's rows."""
    folder, split, first, crop, kinds = task
    cv2.setNumThreads(1)
    original = np.asarray(Image.open(folder / 'crops' / f'{crop}.png'))
    images = np.memmap(folder / f'{split}-images.u8', np.uint8, 'r+').reshape(-1, BYTES)
    rows = []
    series = [('original', 0)] + [(kind, level) for kind in kinds for level in range(1, LEVELS + 1)]
    for place, (kind, level) in enumerate(series, first):
        image = distorted(original, kind, level, seeded('distortion', crop, kind))
        images[place] = (image if split in WHOLE else shown(image)).reshape(-1)
        found = distances(original, image) if level else [0.0] * len(MEASURES)
        rows.append([place, crop, kind, level, *(f'{value:.7g}' for value in found)])
    return rows


def make_split(folder, split, plan):
    table = folder / f'{split}-table.csv'
    done = set()
    if table.exists():
        with open(table, newline='') as file:
            done = {row['crop'] for row in csv.DictReader(file)}
    size = 1 + LEVELS * PLAN[split][1]
    with open(folder / f'{split}-images.u8', 'ab') as file:
        file.truncate(len(plan) * size * BYTES)
    tasks = [(folder, split, i * size, crop, kinds) for i, (crop, kinds) in enumerate(plan) if crop not in done]
    with open(table, 'a', newline='') as file, multiprocessing.Pool(os.cpu_count()) as pool:
        writer = csv.writer(file)
        if not done:
            writer.writerow(['image', 'crop', 'kind', 'level', *MEASURES])
        for count, rows in enumerate(pool.imap_unordered(work, tasks), 1):
            writer.writerows(rows)
            file.flush()
            if count % 50 == 0 or count == len(tasks):
                print(f'{split}: {count} of {len(tasks)} crops', flush=True)


def main():
    folder = data_folder(__doc__)
    with open(folder / 'crops.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    for split in PLAN:
        make_split(folder, split, planned(rows, split))


if __name__ == '__main__':
    main()
