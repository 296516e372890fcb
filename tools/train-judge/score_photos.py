"""Scores the test images as the program does: a crop's score is clipped to 0..100 before the mean.

    python tools/train-judge/score_photos.py DATA

Reads what make_test.py wrote. Writes for each split DATA/SPLIT-judge.npy, scores by fine_tune.py's weights, and
DATA/SPLIT-nano.npy, scores by the nano model with its own protocol.
"""
import os

import numpy as np
import torch

from shared import NETWORK_SIDE, grid_of
from backbone import network_input
from score_validation import network_of
from dataset import demo_places
from export import loaded
from make_data import WHOLE, shown
from network import normalised
from settings import data_folder
from train import keep_freed_memory
from whole import save_scores, whole_images

SPLITS = (*WHOLE, 'mixed')
models = {}
"""Of this process: each has its own, of one thread."""


def open_models(folder):
    keep_freed_memory()
    torch.set_num_threads(1)
    judge, centre, spread = network_of(folder)
    nano = loaded().to(memory_format=torch.channels_last)
    models.update({'judge': lambda x: judge(x)[0] * spread + centre, 'nano': nano})


def parts_at(picture, places):
    return np.stack([picture[top:top + NETWORK_SIDE, left:left + NETWORK_SIDE] for top, left in places])


def score(photo):
    """Both scores of a photo [384,512,3] or [512,384,3], the sizes that the protocol `grid` resizes to."""
    inputs = {'judge': network_input(parts_at(photo, grid_of(*photo.shape[:2]))),
              'nano': normalised(parts_at(shown(photo), demo_places()))}
    with torch.no_grad():
        return [float(model(inputs[name].contiguous(memory_format=torch.channels_last)).clamp(0, 100).mean())
                for name, model in models.items()]


def main():
    folder = data_folder(__doc__)
    with torch.multiprocessing.get_context('spawn').Pool(os.cpu_count(), open_models, (folder,)) as pool:
        for split in SPLITS:
            found = list(pool.imap(score, whole_images(folder, split), 16))
            for name, scores in zip(('judge', 'nano'), zip(*found)):
                save_scores(folder, split, name, scores)


if __name__ == '__main__':
    main()
