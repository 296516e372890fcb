"""Measures what the backbone's features tell without the hypernetwork, by kernel regression on the means of all taps' channels.

    python tools/train-judge/kernel_regression.py DATA

Reads what make_series.py and make_features.py wrote, and prints the figures that train_judge.py prints.
"""
import numpy as np
import torch

from tables import read_series
from make_features import LENGTH
from train_judge import SHAPES, SIZES, figures_of
from settings import data_folder

RIDGE = 0.3


def means_of(folder, split):
    """Means over places, [N,1744]."""
    features = np.fromfile(folder / f'judge-{split}.f16', np.float16).reshape(-1, LENGTH)
    blocks = []
    for start in range(0, len(features), 512):
        parts = torch.from_numpy(features[start:start + 512]).float().split(SIZES, 1)
        blocks.append(torch.cat([part.reshape(len(part), shape[0], -1).mean(2) for part, shape in zip(parts, SHAPES)], 1))
    return torch.cat(blocks).double()


def main():
    folder = data_folder(__doc__)
    train, validation = read_series(folder, 'train'), read_series(folder, 'validation')
    known, asked = means_of(folder, 'train'), means_of(folder, 'validation')
    mean, deviation = known.mean(0), known.std(0) + 1e-6
    known, asked = (known - mean) / deviation, (asked - mean) / deviation
    kernel = lambda a, b: torch.exp(-torch.cdist(a, b) ** 2 / (2 * a.shape[1]))
    centre = train.label.mean()
    target = torch.from_numpy(train.label - centre)
    weights = torch.linalg.solve(kernel(known, known) + RIDGE * torch.eye(len(known), dtype=torch.double), target)
    scores = (kernel(asked, known) @ weights).numpy() + centre
    print(figures_of(scores.clip(0, 100).reshape(len(validation.label), -1).mean(1), validation))


if __name__ == '__main__':
    main()
