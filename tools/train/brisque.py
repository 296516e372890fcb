"""Scores the test images with OpenCV's BRISQUE for comparison.

    /usr/bin/python3 tools/train/brisque.py DATA QUALITY

Needs a Python whose OpenCV has the contrib modules (Debian's python3-opencv has). QUALITY is the folder with
brisque_model_live.yml and brisque_range_live.yml, in Debian's package opencv-doc under examples/quality.
Reads the tables and images of the splits `test` and `apart`, and writes a score for every image to DATA/SPLIT-brisque.npy.
"""
import pathlib
import sys

import cv2

from whole import save_scores, whole_images


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, quality = map(pathlib.Path, sys.argv[1:])
    model, ranges = (str(quality / f'brisque_{part}_live.yml') for part in ('model', 'range'))
    for split in ('test', 'apart'):
        brisque = cv2.quality.QualityBRISQUE_create(model, ranges)
        scores = (brisque.compute(image[:, :, ::-1].copy())[0] for image in whole_images(folder, split))
        save_scores(folder, split, 'brisque', scores)


if __name__ == '__main__':
    main()
