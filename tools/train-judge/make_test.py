"""Makes the test images of tools/train, with those of the photographs apart, and mixtures and partial damages of the same crops.

    python tools/train-judge/make_test.py DATA

Reads DATA/crops and crops.csv. Writes, as make_data.py does, DATA/test-* and DATA/apart-*, and in the same form
DATA/mixed-table.csv and DATA/mixed-images.u8: four mixtures and two damages in a part of each crop, as whole crops. Can be
stopped and resumed.
"""
import csv
import multiprocessing
import os

import cv2
import numpy as np
from PIL import Image

import shared  # noqa: F401 (finds tools/train)
from damage import mixed, partly
from make_data import BYTES, WHOLE, make_split, planned
from measures import MEASURES, distances
from settings import data_folder, seeded
from train import keep_freed_memory

MIXTURES, PARTS = 4, 2


def work(task):
    folder, crop = task
    cv2.setNumThreads(1)
    original = np.asarray(Image.open(folder / 'crops' / f'{crop}.png'))
    made = [('mixed', *mixed(original, seeded('judge mixed', crop, number))) for number in range(MIXTURES)]
    made += [('partly', *partly(original, seeded('judge partly', crop, number))) for number in range(PARTS)]
    return crop, [(kind, image, parts, distances(original, image)) for kind, image, parts in made]


def main():
    folder = data_folder(__doc__)
    with open(folder / 'crops.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    crops = []
    for split in WHOLE:
        plan = planned(rows, split)
        make_split(folder, split, plan)
        crops += [crop for crop, _ in plan]
    with (multiprocessing.Pool(os.cpu_count(), keep_freed_memory) as pool, open(folder / 'mixed-images.u8', 'wb') as images,
          open(folder / 'mixed-table.csv', 'w', newline='') as table):
        writer = csv.writer(table)
        writer.writerow(['image', 'crop', 'kind', 'level', 'made', *MEASURES])
        for crop, made in pool.imap(work, [(folder, crop) for crop in crops]):
            for kind, image, parts, found in made:
                images.write(image.tobytes())
                text = ' '.join(f'{name}:{level}' for name, level in parts)
                place = images.tell() // BYTES - 1
                writer.writerow([place, crop, kind, 3, text, *(f'{value:.7g}' for value in found)])


if __name__ == '__main__':
    main()
