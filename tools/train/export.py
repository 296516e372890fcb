"""Writes weights/hyperiqa-nano.safetensors from the best weights of the training.

    python tools/train/export.py DATA
"""
import hashlib
import json

import numpy as np
import torch

from network import HyperIQA
from settings import HERE, ROOT, SEED, data_folder
from weights_file import read_weights, write_weights

PATH = ROOT / 'weights' / 'hyperiqa-nano.safetensors'
LARGEST = 3_000_000
LISTS = ('pictures.tsv', 'pictures-train.tsv')
"""The lists of all photographs used for training, validation or test."""


def loaded(path=PATH):
    """The network in evaluation mode with the weights of a file, including their rounding to float16."""
    tensors, _ = read_weights(path)
    model = HyperIQA()
    model.load_state_dict({name: torch.from_numpy(values) for name, values in tensors.items()}, strict=False)
    return model.eval()


def main():
    folder = data_folder(__doc__)
    best = torch.load(folder / 'best.pt')
    tensors = {name: value.contiguous().numpy().astype(np.float16) for name, value in best['weights'].items()
               if not name.endswith('num_batches_tracked')}
    metadata = {
        'model': 'hyperiqa', 'protocol': 'demo', 'dtype': 'f16', 'source_format': 'trained', 'source_naming': 'nano',
        'trained_by': 'tools/train', 'seed': str(SEED), 'steps': str(best['validation']['step']),
        'validation': json.dumps({name: best['validation'][name] for name in ('srcc', 'plcc', 'falling')}),
        'pictures_sha256': hashlib.sha256(b''.join((HERE / name).read_bytes() for name in LISTS)).hexdigest(),
        'calibration_sha256': hashlib.sha256((folder / 'calibration.json').read_bytes()).hexdigest(),
    }
    write_weights(PATH, tensors, metadata, LARGEST)


if __name__ == '__main__':
    main()
