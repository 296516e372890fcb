"""Scores all parts of the validation images with the fine-tuned network, and says how well it names the damage.

    python tools/train-judge/score_validation.py DATA

Reads what make_series.py and fine_tune.py wrote. Writes DATA/judge-validation-fine.npy, a score for every image. A kind is named
if its probability, the mean over the parts, is the largest and above a bound that one of twenty undamaged photos reaches.
"""
import os

import numpy as np
import torch

from shared import BACKBONE, NETWORK_SIDE
from backbone import network_input
from fine_tune import parts_of
from make_data import SEEN
from tables import read_series
from train import keep_freed_memory
from train_judge import figures_of
from settings import data_folder
from whole_network import Whole

FALSE_ALARMS, CLEAR = 0.05, 3


def network_of(folder):
    """The network with the weights that were best on validation, and the centre and spread of its labels."""
    network = Whole(folder / BACKBONE / 'model.json', torch.load(folder / 'judge-best.pt'))
    best = torch.load(folder / 'fine-best.pt')
    network.load_state_dict(best['weights'])
    return network.eval(), best['centre'], best['spread']


def judged(network, parts, batch=32):
    """Scores, in spreads of the labels, and probabilities of the kinds."""
    scores, kinds = [], []
    with torch.no_grad():
        for start in range(0, len(parts), batch):
            found, (logits, _, _) = network(network_input(parts[start:start + batch]).contiguous(memory_format=torch.channels_last))
            scores.append(found.numpy())
            kinds.append(logits.sigmoid().numpy())
    return np.concatenate(scores), np.concatenate(kinds)


def named(kinds, table):
    """Share of the images of levels 3 to 5 whose kind is the likeliest, and of those that are named above the bound."""
    bound = np.quantile(kinds[table.kind == 'original'].max(1), 1 - FALSE_ALARMS)
    chosen = np.isin(table.kind, SEEN) & (table.level >= CLEAR)
    right = np.array(SEEN)[kinds[chosen].argmax(1)] == table.kind[chosen]
    return {'bound': float(bound), 'top1': float(right.mean()), 'named': float((right & (kinds[chosen].max(1) > bound)).mean())}


def main():
    folder = data_folder(__doc__)
    keep_freed_memory()
    torch.set_num_threads(os.cpu_count())
    table = read_series(folder, 'validation')
    network, centre, spread = network_of(folder)
    parts = parts_of(folder, 'validation', len(table.label)).reshape(-1, NETWORK_SIDE, NETWORK_SIDE, 3)
    scores, kinds = judged(network, parts)
    scores = (scores * spread + centre).clip(0, 100).reshape(len(table.label), -1).mean(1)
    np.save(folder / 'judge-validation-fine.npy', scores)
    print(figures_of(scores, table))
    print(named(kinds.reshape(len(table.label), -1, len(SEEN)).mean(1), table))


if __name__ == '__main__':
    main()
