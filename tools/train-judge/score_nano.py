"""Scores the validation images with the nano model, by its own protocol, for comparison.

    python tools/train-judge/score_nano.py DATA

Makes the images again as make_series.py does, and reads DATA/crops. Writes DATA/judge-validation-nano.npy, a score for
every image. Prints the figures that train_judge.py prints.
"""
import csv
import multiprocessing
import os

import numpy as np
import torch
from PIL import Image

from make_series import images_of, planned
from tables import read_series
from train_judge import figures_of
from dataset import demo_places
from export import loaded
from make_data import shown
from network import normalised
from settings import NETWORK_SIDE, data_folder

model = None


def open_model():
    global model
    torch.set_num_threads(1)
    model = loaded()


def work(task):
    folder, crop, kinds = task
    original = np.asarray(Image.open(folder / 'crops' / f'{crop}.png'))
    scores = []
    for _, _, image, _ in images_of(original, 'validation', crop, kinds):
        picture = shown(image)
        crops = [picture[top:top + NETWORK_SIDE, left:left + NETWORK_SIDE] for top, left in demo_places()]
        with torch.no_grad():
            # As the program does: a crop's score is cut to 0..100 before the mean.
            scores.append(float(model(normalised(np.stack(crops))).clamp(0, 100).mean()))
    return scores


def main():
    folder = data_folder(__doc__)
    with open(folder / 'crops.csv', newline='') as file:
        plan = planned(list(csv.DictReader(file)), 'validation')
    with multiprocessing.Pool(os.cpu_count(), open_model) as pool:
        scores = np.concatenate(pool.map(work, [(folder, *each) for each in plan], 1))
    np.save(folder / 'judge-validation-nano.npy', scores)
    print(figures_of(scores, read_series(folder, 'validation')))


if __name__ == '__main__':
    main()
