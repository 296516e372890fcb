"""Damages the crops of training and validation, measures them, and keeps the parts that the network is shown.

    python tools/train-judge/make_series.py DATA

Reads DATA/crops and crops.csv. Writes for each split DATA/judge-SPLIT.csv (image, crop, kind, level, made, the four distances) and
DATA/judge-SPLIT.u8, the parts of 224x224 of every image as raw bytes. The images of a crop follow one
another: the original, for each kind its weak level (of training) and its five, mixtures, damages in a part; `made` has
the kinds and levels of each. `train` is for a head on frozen features, `fine` for the whole network: there a crop may come
several times, as CROP.ROUND, each time with another place, kind and mixtures. `further` is the same with the kinds that damage.py
adds. Can be stopped and started again: crops already done are kept.
"""
import csv
import multiprocessing
import os

import cv2
import numpy as np
from PIL import Image

from shared import NETWORK_SIDE, ROWS, COLUMNS, grid_of
from damage import CAMERA, CAMERA_ADDED, TRAINED, damaged, mixed, partly, weakened
from distortions import LEVELS
from make_data import SEEN
from measures import MEASURES, distances
from settings import data_folder, seeded
from train import keep_freed_memory

WEAK = 0.5
# Of each split: crops of a photo at most, kinds of a crop, mixtures, damages in a part, whether weak levels.
PLAN = {'train': (5, 1, 1, 1, True), 'fine': (None, 1, 2, 1, True), 'further': (None, 1, 2, 1, True),
        'validation': (1, 5, 4, 2, False)}
ROUNDS = 6
"""Of 'fine': a photo with one crop has six of it; one with n crops has sqrt(n) times as many, since large photos do not
show thirty times as much."""
PART_BYTES = NETWORK_SIDE * NETWORK_SIDE * 3


def kinds_of(split):
    return TRAINED if split == 'further' else SEEN


def images_of_crop(split):
    _, kinds, mixtures, parts, weak = PLAN[split]
    return 1 + kinds * (LEVELS + weak) + mixtures + parts


def parts_of_image(split):
    return ROWS * COLUMNS if split == 'validation' else 1


def chosen_crops(photo, crops, split):
    """Those of one photo, by name."""
    at_most = PLAN[split][0]
    order = seeded('judge', photo).permutation(crops)
    if at_most is not None:
        return sorted(order[:at_most])
    return [f'{order[i % len(order)]}.{i // len(order)}' for i in range(round(ROUNDS * len(order) ** 0.5))]


def planned(rows, split):
    """(crop, kinds) of a split, every kind about as often as every other."""
    kinds_of_crop = PLAN[split][1]
    photos = {}
    for row in rows:
        if row['split'] == ('validation' if split == 'validation' else 'train'):
            photos.setdefault(row['photo'], []).append(row['crop'])
    crops = [crop for photo, own in photos.items() for crop in chosen_crops(photo, own, split)]
    crops = seeded('judge order', split).permutation(crops)
    names = kinds_of(split)
    decks = [seeded('judge kinds', split, deck).permutation(names) for deck in range(-(-len(crops) * kinds_of_crop // len(names)))]
    kinds = [str(kind) for kind in np.concatenate(decks)]
    # A crop at the seam of two decks may have a kind twice.
    return [(str(crop), kinds[i * kinds_of_crop:(i + 1) * kinds_of_crop]) for i, crop in enumerate(crops)]


def images_of(original, split, crop, kinds):
    """Yields (kind, level, image, made), `made` being a list of the (kind, level) that went into it."""
    _, _, mixtures, parts, weak = PLAN[split]
    yield 'original', 0, original, []
    for kind in kinds:
        random = lambda: seeded('judge', crop, kind)
        if weak:
            yield kind, WEAK, weakened(original, kind, random()), [(kind, WEAK)]
        for level in range(1, LEVELS + 1):
            yield kind, level, damaged(original, kind, level, random()), [(kind, level)]
    camera = CAMERA_ADDED if split == 'further' else CAMERA
    for number in range(mixtures):
        yield 'mixed', 3, *mixed(original, seeded('judge mixed', crop, number), camera)
    for number in range(parts):
        yield 'partly', 3, *partly(original, seeded('judge partly', crop, number), kinds_of(split))


def work(task):
    """Writes one crop's images at their places and returns its rows of the table."""
    folder, split, first, crop, kinds = task
    cv2.setNumThreads(1)
    original = np.asarray(Image.open(folder / 'crops' / f'{crop.split(".")[0]}.png'))
    height, width = original.shape[:2]
    images = np.memmap(folder / f'judge-{split}.u8', np.uint8, 'r+').reshape(-1, parts_of_image(split), PART_BYTES)
    random = seeded('judge place', crop)
    places, step = grid_of(height, width), 1
    if parts_of_image(split) == 1:
        places = [(int(random.integers(height - NETWORK_SIDE + 1)), int(random.integers(width - NETWORK_SIDE + 1)))]
        step = 1 if random.random() < 0.5 else -1
    rows = []
    for place, (kind, level, image, made) in enumerate(images_of(original, split, crop, kinds), first):
        for number, (top, left) in enumerate(places):
            part = image[top:top + NETWORK_SIDE, left:left + NETWORK_SIDE]
            images[place, number] = part[:, ::step].reshape(-1)
        found = distances(original, image) if level else [0.0] * len(MEASURES)
        made = ' '.join(f'{kind}:{level}' for kind, level in made)
        rows.append([place, crop, kind, level, made, *(f'{value:.7g}' for value in found)])
    return rows


def make_split(folder, split, plan):
    table, done = folder / f'judge-{split}.csv', set()
    if table.exists():
        with open(table, newline='') as file:
            done = {row['crop'] for row in csv.DictReader(file)}
    size = images_of_crop(split)
    with open(folder / f'judge-{split}.u8', 'ab') as file:
        file.truncate(len(plan) * size * parts_of_image(split) * PART_BYTES)
    tasks = [(folder, split, i * size, crop, kinds) for i, (crop, kinds) in enumerate(plan) if crop not in done]
    with open(table, 'a', newline='') as file, multiprocessing.Pool(os.cpu_count(), keep_freed_memory) as pool:
        writer = csv.writer(file)
        if not done:
            writer.writerow(['image', 'crop', 'kind', 'level', 'made', *MEASURES])
        for count, rows in enumerate(pool.imap(work, tasks), 1):
            writer.writerows(rows)
            file.flush()
            if count % 50 == 0 or count == len(tasks):
                print(f'{split}: {count} of {len(tasks)} crops', flush=True)


def main():
    folder = data_folder(__doc__)
    with open(folder / 'crops.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    for split in PLAN:
        plan = planned(rows, split)
        print(f'{split}: {len(plan)} crops, {len(plan) * images_of_crop(split)} images')
        make_split(folder, split, plan)


if __name__ == '__main__':
    main()
