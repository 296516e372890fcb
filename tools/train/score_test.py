"""Scores the test images with the committed weights by the demo protocol: resize, ten seeded crops, and their mean.

    python tools/train/score_test.py DATA

Reads the tables and images of the splits `test` and `apart`, and writes a score for every image to DATA/SPLIT-nano.npy.
"""
import os

import numpy as np
import torch

from dataset import demo_places
from export import PATH, loaded
from make_data import WHOLE, shown
from network import normalised
from settings import NETWORK_SIDE, data_folder
from whole import save_scores, whole_images

model = None
"""The network of this process. Several processes with one thread each are faster than one process with all threads."""


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


def main():
    folder = data_folder(__doc__)
    with torch.multiprocessing.get_context('spawn').Pool(os.cpu_count(), open_model) as pool:
        for split in WHOLE:
            save_scores(folder, split, 'nano', pool.imap(score, whole_images(folder, split), 16))
    print(f'scored with {PATH}')


if __name__ == '__main__':
    main()
