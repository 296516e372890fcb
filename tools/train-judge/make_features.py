"""Runs the frozen backbone over the parts that make_series.py wrote, once.

    python tools/train-judge/make_features.py DATA

Reads DATA/mobilenet_v2_mid and DATA/judge-SPLIT.u8. Writes DATA/judge-SPLIT.f16: for every part the means of the first three taps
over 7x7 pixels and the whole last tap, as float16. Can be stopped and resumed.
"""
import csv
import os

import numpy as np
import torch

from shared import BACKBONE, NETWORK_SIDE
from backbone import Backbone, network_input, published
from judge_network import patches_of
from make_series import parts_of_image
from settings import data_folder
from train import keep_freed_memory

BATCH = 18
LENGTH = 192 * 64 + 288 * 16 + 816 * 4 + 448 * 49
PART_BYTES = NETWORK_SIDE * NETWORK_SIDE * 3


def features_of(taps):
    """[N, LENGTH] of float16."""
    kept = [*patches_of(taps)[:3], taps[3]]
    return torch.cat([tap.flatten(1) for tap in kept], 1).half().numpy()


def main():
    folder = data_folder(__doc__)
    keep_freed_memory()
    torch.set_num_threads(os.cpu_count())
    backbone = Backbone(published(folder / BACKBONE / 'model.json')).eval().to(memory_format=torch.channels_last)
    for split in ('validation', 'train'):
        with open(folder / f'judge-{split}.csv', newline='') as file:
            images = sum(1 for _ in csv.DictReader(file))
        parts = np.memmap(folder / f'judge-{split}.u8', np.uint8, 'r').reshape(-1, NETWORK_SIDE, NETWORK_SIDE, 3)
        # The images of crops that are done: what make_series.py has yet to write is empty.
        parts = parts[:images * parts_of_image(split)]
        path = folder / f'judge-{split}.f16'
        with open(path, 'ab') as file:
            done = file.tell() // (2 * LENGTH)
            file.truncate(done * 2 * LENGTH)
            for start in range(done, len(parts), BATCH):
                with torch.inference_mode():
                    x = network_input(parts[start:start + BATCH]).contiguous(memory_format=torch.channels_last)
                    file.write(features_of(backbone(x)).tobytes())
                if start // BATCH % 20 == 0:
                    file.flush()
                    print(f'{split}: {start} of {len(parts)} parts', flush=True)


if __name__ == '__main__':
    main()
