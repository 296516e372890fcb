"""Trains heads, hypernetwork and target net on the frozen backbone's features.

    python tools/train-judge/train_judge.py DATA

Reads what make_series.py and make_features.py wrote. Writes DATA/judge-best.pt, the weights of the step that is best on
validation, with its figures, and DATA/judge-checkpoint.pt, from which a stopped run continues.

A step is some crops, each with all its images: the original, its series from a weak level to the fifth, a mixture and a
damage in a part. The loss is Huber's on the label, and a hinge where two images of a series, the original first among them,
score closer together than most of what their labels are apart.
"""
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

from tables import read_series
from judge_network import Judge
from make_features import LENGTH
from train import keep_freed_memory
from settings import SEED, data_folder, seeded

STEPS, CROPS, CHECK_EVERY = 2400, 16, 200
RATE, WEIGHT_DECAY, WARM_UP, AVERAGING = 1.5e-3, 0.3, 60, 0.995
NOISE, DROPPED = 0.1, 0.3
"""Of the features in training: relative noise, and the share of a crop's channels that are left out."""
RANKING, MARGIN, LEAST_MARGIN = 1.0, 0.7, 0.08
"""Margins are in spreads of the labels; the least holds from the original to the weak level."""
SIZES = (192 * 64, 288 * 16, 816 * 4, 448 * 49)
SHAPES = ((192, 8, 8), (288, 4, 4), (816, 2, 2), (448, 7, 7))
"""Of the kept features of a part."""


def taps_of(features):
    """The judge's two inputs of features [N,LENGTH]: the patches of the four taps, and the last tap."""
    parts = [part.reshape(len(features), *shape) for part, shape in zip(features.split(SIZES, 1), SHAPES)]
    return [*parts[:3], parts[3].mean((2, 3), keepdim=True)], parts[3]


def shuffled(maps, random):
    """The places of maps [N,C,H,W] in another order, the same in all: what is seen counts, and not where."""
    order = torch.from_numpy(random.permutation(maps.shape[2] * maps.shape[3]))
    return maps.flatten(2)[:, :, order].reshape(maps.shape)


def scales_of(features):
    """Mean and deviation of every channel of the taps, over images and places, as [LENGTH] each."""
    sample = torch.from_numpy(np.ascontiguousarray(features[::max(1, len(features) // 1500)])).float()
    means, deviations = [], []
    for part, (channels, *sides) in zip(sample.split(SIZES, 1), SHAPES):
        part = part.reshape(len(sample), channels, -1)
        mean, deviation = part.mean((0, 2)), part.std((0, 2)).clamp(min=1e-3)
        places = sides[0] * sides[1]
        means.append(mean.repeat_interleave(places))
        deviations.append(deviation.repeat_interleave(places))
    return torch.cat(means), torch.cat(deviations)


def loss_of(scores, target, series):
    """`series` is a mask [K] of the images of a crop that follow one another from the original on."""
    huber = F.smooth_l1_loss(scores, target, beta=0.3)
    s, t = scores.reshape(-1, len(series))[:, series], target.reshape(-1, len(series))[:, series]
    first, second = np.triu_indices(int(series.sum()), 1)
    wanted = (MARGIN * (t[:, first] - t[:, second])).clamp(min=LEAST_MARGIN)
    return huber + RANKING * F.relu(wanted - (s[:, first] - s[:, second])).mean()


def figures_of(scores, table):
    """Over all images of validation, and of its kinds of images."""
    from scipy import stats
    steps = np.diff(scores[table.series], axis=1) < 0
    result = {'fallingFromOriginal': steps.all(1).mean(), 'falling': steps[:, 1:].all(1).mean()}
    of_kind = {'': ~np.isin(table.kind, ('mixed', 'partly')), 'Mixed': table.kind == 'mixed', 'Partly': table.kind == 'partly'}
    for name, chosen in of_kind.items():
        result[f'srcc{name}'] = stats.spearmanr(scores[chosen], table.label[chosen])[0]
        result[f'plcc{name}'] = np.corrcoef(scores[chosen], table.label[chosen])[0, 1]
    return {name: round(float(value), 4) for name, value in result.items()}


def validated(model, features, prepared, table, centre, spread):
    model.eval()
    with torch.no_grad():
        found = [model(*taps_of(prepared(features[start:start + 256]))) for start in range(0, len(features), 256)]
    # As scores are: a crop's is cut to 0..100 before the mean.
    scores = (torch.cat(found).numpy() * spread + centre).clip(0, 100)
    return figures_of(scores.reshape(len(table.label), -1).mean(1), table)


def resumed(path, parts):
    """Loads what a stopped run saved into the parts, by their names; returns the next step and the best figure so far."""
    if not path.exists():
        return 0, -1.0
    state = torch.load(path)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return state['step'], state['best']


def states_of(parts):
    return {name: part.state_dict() for name, part in parts.items()}


def figure_of(line):
    """The figure that decides which step's weights are kept, from the figures on validation."""
    return line['srcc'] + line['plcc'] + line['fallingFromOriginal'] + line['srccMixed']


def main():
    folder = data_folder(__doc__)
    keep_freed_memory()
    torch.manual_seed(SEED)
    torch.set_num_threads(os.cpu_count())
    train, validation = read_series(folder, 'train'), read_series(folder, 'validation')
    features, checked = (np.fromfile(folder / f'judge-{split}.f16', np.float16).reshape(-1, LENGTH)
                         for split in ('train', 'validation'))
    means, deviations = scales_of(features)
    prepared = lambda values: (torch.from_numpy(values).float() - means) / deviations
    centre, spread = float(train.label.mean()), float(train.label.std())
    target = torch.from_numpy((train.label - centre) / spread).float()
    images = len(train.label) // len(train.series)
    groups = np.arange(len(train.label)).reshape(-1, images)
    in_series = np.isin(np.arange(images), train.series[0] - train.series[0][0])
    model, mean = Judge(), Judge()
    mean.load_state_dict(model.state_dict())
    optimiser = torch.optim.AdamW(model.parameters(), RATE, betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY)
    path, saved = folder / 'judge-checkpoint.pt', {'model': model, 'mean': mean, 'optimiser': optimiser}
    first, best = resumed(path, saved)
    began, losses = time.time(), []
    for step in range(first, STEPS):
        random = seeded('judge batch', step)
        for group in optimiser.param_groups:
            group['lr'] = RATE * min(1, (step + 1) / WARM_UP) * (0.02 + 0.49 * (1 + math.cos(math.pi * step / STEPS)))
        chosen = groups[np.sort(random.choice(len(groups), CROPS, replace=False))].reshape(-1)
        x = prepared(features[chosen])
        # The same for all images of a crop, so that what tells them apart stays.
        shared = torch.from_numpy(random.normal(0, NOISE, (CROPS, 1, x.shape[1])).astype(np.float32))
        x = (x.reshape(CROPS, images, -1) + shared).reshape(len(chosen), -1)
        model.train()
        patches, last = taps_of(x)
        patches = [F.dropout2d(shuffled(patch, random), DROPPED) for patch in patches]
        last = F.dropout2d(shuffled(last, random), DROPPED)
        loss = loss_of(model(patches, last), target[chosen], in_series)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        keep = min(AVERAGING, (step + 1) / (step + 10))
        for averaged, value in zip(mean.parameters(), model.parameters()):
            averaged.data.lerp_(value.data, 1 - keep)
        losses.append(loss.item())
        if (step + 1) % CHECK_EVERY and step + 1 != STEPS:
            continue
        line = {'step': step + 1, 'seconds': round(time.time() - began), 'loss': round(float(np.mean(losses)), 4)}
        losses = []
        line |= validated(mean, checked, prepared, validation, centre, spread)
        print(json.dumps(line), flush=True)
        figure = figure_of(line)
        if figure > best:
            best = figure
            torch.save({'weights': mean.state_dict(), 'means': means, 'deviations': deviations, 'centre': centre,
                        'spread': spread, 'validation': line}, folder / 'judge-best.pt')
        torch.save(states_of(saved) | {'step': step + 1, 'best': best}, path)


if __name__ == '__main__':
    main()
