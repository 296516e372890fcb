"""Runs the trained backbone over the training and validation parts, once, for train_score.py.

    python tools/train-judge/make_means.py DATA

Reads what make_series.py and train_further.py wrote. Writes DATA/means-SPLIT.npy, [parts,1744] of float16: the means of the four taps'
channels, scaled as in training, of the backbone that the program's file holds (stored.py).
"""
import contextlib
import os

import numpy as np
import torch

from backbone import network_input
from fine_tune import parts_of
from plain_network import further_trained
from settings import data_folder
from shared import NETWORK_SIDE
from stored import with_stored
from tables import read_series
from train import keep_freed_memory

BATCH = 32


def means_of(network, parts, is_exact):
    """[N,1744] of parts [N,224,224,3]; convolutions run in bfloat16 where it needs not be exact."""
    network.eval()
    found = []
    with torch.no_grad():
        for start in range(0, len(parts), BATCH):
            inputs = network_input(np.ascontiguousarray(parts[start:start + BATCH]))
            with contextlib.nullcontext() if is_exact else torch.autocast('cpu', torch.bfloat16):
                features = network.features(inputs.contiguous(memory_format=torch.channels_last))
            found.append(features.half().numpy())
            if start // BATCH % 50 == 0:
                print(f'{start} of {len(parts)}', flush=True)
    return np.concatenate(found)


def main():
    folder = data_folder(__doc__)
    keep_freed_memory()
    torch.set_num_threads(os.cpu_count())
    network, _, _ = further_trained(folder)
    network.load_state_dict(with_stored(network.state_dict()))
    for split in ('validation', 'further'):
        parts = parts_of(folder, split, len(read_series(folder, split).label)).reshape(-1, NETWORK_SIDE, NETWORK_SIDE, 3)
        np.save(folder / f'means-{split}.npy', means_of(network, parts, split == 'validation'))


if __name__ == '__main__':
    main()
