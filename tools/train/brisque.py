"""Scores the test images with BRISQUE, OpenCV's, for comparison.

    /usr/bin/python3 tools/train/brisque.py DATA QUALITY

Needs a Python whose OpenCV has the contrib modules (Debian's python3-opencv has). QUALITY is the folder with
brisque_model_live.yml and brisque_range_live.yml, in Debian's package opencv-doc under examples/quality.
Reading the tables and images of the test and of the photographs apart, written: DATA/SPLIT-brisque.npy, a score for
every image.
"""
import csv
import os
import pathlib
import sys

import cv2
import numpy as np


def score_split(brisque, folder, split, upright):
    with open(folder / f'{split}-table.csv', newline='') as file:
        crops = {int(row['image']): row['crop'] for row in csv.DictReader(file)}
    images = np.memmap(folder / f'{split}-images.u8', np.uint8, 'r').reshape(len(crops), -1)
    scores = np.empty(len(crops))
    for place in range(len(crops)):
        image = images[place].reshape(*((512, 384) if upright[crops[place]] else (384, 512)), 3)
        scores[place] = brisque.compute(image[:, :, ::-1].copy())[0]
        if place % 1000 == 0:
            print(f'{split}: {place} of {len(crops)}', flush=True)
    with open(folder / 'brisque.part', 'wb') as file:
        np.save(file, scores)
    os.replace(folder / 'brisque.part', folder / f'{split}-brisque.npy')


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, quality = map(pathlib.Path, sys.argv[1:])
    with open(folder / 'crops.csv', newline='') as file:
        upright = {row['crop']: row['upright'] == '1' for row in csv.DictReader(file)}
    model, ranges = (str(quality / f'brisque_{part}_live.yml') for part in ('model', 'range'))
    for split in ('test', 'apart'):
        score_split(cv2.quality.QualityBRISQUE_create(model, ranges), folder, split, upright)


if __name__ == '__main__':
    main()
