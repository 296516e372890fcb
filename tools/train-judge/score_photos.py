"""Scores the test images with the judge, and the mixtures among them with the nano model, whose other scores are published.

    python tools/train-judge/score_photos.py DATA

Reads what make_test.py wrote, and weights/photo-judge.safetensors as the program reads it. Writes for each split DATA/SPLIT-judge.npy,
and DATA/mixed-nano.npy, by the nano model's own protocol. A crop's score is clipped to 0..100 before the mean, as in the program.
"""
import os
import sys

import numpy as np
import torch

from shared import NETWORK_SIDE, ROOT, grid_of
from backbone import network_input
from dataset import demo_places
from export import loaded as loaded_nano
from make_data import WHOLE, shown
from network import normalised
from settings import data_folder
from train import keep_freed_memory
from whole import save_scores, whole_images

sys.path.append(str(ROOT / 'tools' / 'reference'))
from make_judge_fixture import loaded as loaded_judge  # noqa: E402

SPLITS = (*WHOLE, 'mixed')
models = {}
"""Of this process: each has its own, of one thread."""


def open_models():
    keep_freed_memory()
    torch.set_num_threads(1)
    # Where the processor lacks what NNPACK needs, it says so for every layer.
    torch.backends.nnpack.set_flags(False)
    models['judge'] = loaded_judge()[0].to(memory_format=torch.channels_last)
    models['nano'] = loaded_nano().to(memory_format=torch.channels_last)


def parts_at(picture, places):
    return np.stack([picture[top:top + NETWORK_SIDE, left:left + NETWORK_SIDE] for top, left in places])


def by_judge(photo):
    """The score of a photo [384,512,3] or [512,384,3], the sizes that the protocol `grid` resizes to."""
    parts = network_input(parts_at(photo, grid_of(*photo.shape[:2])))
    with torch.no_grad():
        return float(models['judge'](parts.contiguous(memory_format=torch.channels_last))[0].mean())


def by_nano(photo):
    parts = normalised(parts_at(shown(photo), demo_places()))
    with torch.no_grad():
        return float(models['nano'](parts.contiguous(memory_format=torch.channels_last)).clamp(0, 100).mean())


def main():
    folder = data_folder(__doc__)
    with torch.multiprocessing.get_context('spawn').Pool(os.cpu_count(), open_models) as pool:
        for name, score, splits in (('judge', by_judge, SPLITS), ('nano', by_nano, ('mixed',))):
            for split in splits:
                save_scores(folder, split, name, pool.imap(score, whole_images(folder, split), 16))


if __name__ == '__main__':
    main()
