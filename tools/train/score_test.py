"""Scores the test images with the committed weights, by the demo protocol: resize, ten seeded crops, their mean.

    python tools/train/score_test.py DATA

Reading the tables and images of the test and of the photographs apart, written: DATA/SPLIT-nano.npy, a score for
every image.
"""
import csv
import os

import numpy as np
import torch

from dataset import demo_places, read_split
from export import PATH, loaded
from make_data import WHOLE, shown
from network import normalised
from settings import CROP_LONG, CROP_SHORT, NETWORK_SIDE, data_folder


model = None
"""Of this process: each has its own, of one thread, which is faster than one with all threads."""


def open_model():
    global model
    torch.set_num_threads(1)
    model = loaded().to(memory_format=torch.channels_last)


def score(crop):
    """The score of a photo [H,W,3] of uint8."""
    image = shown(crop)
    crops = [image[top:top + NETWORK_SIDE, left:left + NETWORK_SIDE] for top, left in demo_places()]
    with torch.no_grad():
        return float(model(normalised(np.stack(crops)).contiguous(memory_format=torch.channels_last)).mean())


def score_split(pool, folder, name, upright):
    split = read_split(folder, name)
    sizes = [(CROP_LONG, CROP_SHORT) if upright[crop] else (CROP_SHORT, CROP_LONG) for crop in split.crop]
    photos = (split.images[place].reshape(*size, 3) for place, size in enumerate(sizes))
    scores = np.empty(len(sizes))
    for place, value in enumerate(pool.imap(score, photos, 16)):
        scores[place] = value
        if place % 1000 == 0:
            print(f'{name}: {place} of {len(scores)}', flush=True)
    with open(folder / 'nano.part', 'wb') as file:
        np.save(file, scores)
    os.replace(folder / 'nano.part', folder / f'{name}-nano.npy')


def main():
    folder = data_folder(__doc__)
    with open(folder / 'crops.csv', newline='') as file:
        upright = {row['crop']: row['upright'] == '1' for row in csv.DictReader(file)}
    with torch.multiprocessing.get_context('spawn').Pool(os.cpu_count(), open_model) as pool:
        for split in WHOLE:
            score_split(pool, folder, split, upright)
    print(f'scored with {PATH}')


if __name__ == '__main__':
    main()
