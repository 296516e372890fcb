"""Scores the test images with BRISQUE, OpenCV's, for comparison.

    /usr/bin/python3 tools/train/brisque.py DATA QUALITY

Needs a Python whose OpenCV has the contrib modules (Debian's python3-opencv has). QUALITY is the folder with
brisque_model_live.yml and brisque_range_live.yml, in Debian's package opencv-doc under examples/quality.
Reading DATA/test-images.u8, test-table.csv and crops.csv, written: DATA/test-brisque.npy, a score for every image.
"""
import csv
import os
import pathlib
import sys

import cv2
import numpy as np


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, quality = map(pathlib.Path, sys.argv[1:])
    with open(folder / 'crops.csv', newline='') as file:
        upright = {row['crop']: row['upright'] == '1' for row in csv.DictReader(file)}
    with open(folder / 'test-table.csv', newline='') as file:
        crops = {int(row['image']): row['crop'] for row in csv.DictReader(file)}
    images = np.memmap(folder / 'test-images.u8', np.uint8, 'r').reshape(len(crops), -1)
    brisque = cv2.quality.QualityBRISQUE_create(str(quality / 'brisque_model_live.yml'), str(quality / 'brisque_range_live.yml'))
    scores = np.empty(len(crops))
    for place in range(len(crops)):
        image = images[place].reshape(*((512, 384) if upright[crops[place]] else (384, 512)), 3)
        scores[place] = brisque.compute(image[:, :, ::-1].copy())[0]
        if place % 1000 == 0:
            print(f'{place} of {len(crops)}', flush=True)
    with open(folder / 'test-brisque.npy.part', 'wb') as file:
        np.save(file, scores)
    os.replace(folder / 'test-brisque.npy.part', folder / 'test-brisque.npy')


if __name__ == '__main__':
    main()
