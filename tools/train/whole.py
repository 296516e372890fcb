"""The images of the splits that are stored as whole crops, for scoring scripts. Needs only numpy."""
import csv
import os

import numpy as np

from settings import CROP_LONG, CROP_SHORT


def whole_images(folder, split):
    """Yields the photos [H,W,3] of uint8 of a split in order, and prints the progress."""
    with open(folder / 'crops.csv', newline='') as file:
        upright = {row['crop']: row['upright'] == '1' for row in csv.DictReader(file)}
    with open(folder / f'{split}-table.csv', newline='') as file:
        crops = {int(row['image']): row['crop'] for row in csv.DictReader(file)}
    images = np.memmap(folder / f'{split}-images.u8', np.uint8, 'r').reshape(len(crops), -1)
    for place, image in enumerate(images):
        if place % 1000 == 0:
            print(f'{split}: {place} of {len(crops)}', flush=True)
        size = (CROP_LONG, CROP_SHORT) if upright[crops[place]] else (CROP_SHORT, CROP_LONG)
        yield image.reshape(*size, 3)


def save_scores(folder, split, metric, scores):
    """Writes a score for every image to DATA/SPLIT-METRIC.npy."""
    with open(folder / f'{metric}.part', 'wb') as file:
        np.save(file, np.array(list(scores), np.float64))
    os.replace(folder / f'{metric}.part', folder / f'{split}-{metric}.npy')
