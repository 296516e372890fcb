"""Trains the nano model.

    python tools/train/train.py DATA

A step shows the network some series: an original crop and its five levels of one kind, all cut at the same place.
Its loss is Huber's on the label, plus a hinge on every pair of a series that wants them apart by most of the
difference of their labels. The first phase trains the ResNet alone, cheaply, on patches of 96x96, through a linear
layer on the means of its stages; that layer stays as a second judge while the other phases train the whole network on
crops of 224x224, and is left out of the result. Muon for the ResNet's convolutions, AdamW for the rest; a warm-up and a
cosine for each phase; what counts is the running mean of the weights. Every 100 steps DATA/checkpoint.pt is written and,
once the whole network trains, the validation photographs are scored; the best so far is DATA/best.pt. Started again, it
goes on from the checkpoint, with the same batches as an unbroken run.
"""
import json
import math
import os
import queue
import threading
import time

import numpy as np
import torch
import torch.nn.functional as F
from scipy import stats
from torch import nn

from dataset import demo_places, read_split
from muon import Muon
from network import STAGES, HyperIQA, in_units, normalised
from settings import NETWORK_SIDE, SEED, SHOWN_HEIGHT, SHOWN_WIDTH, data_folder, seeded

PHASES = ((96, 24, 1000, 1.0), (224, 12, 1000, 0.6), (224, 12, 1500, 0.6))
"""Of each phase: side of what is cut out, series in a step, steps, part of the full rates that its cosine begins with."""
STEPS = sum(steps for _, _, steps, _ in PHASES)
CHECK_EVERY, WARM_UP = 100, 30
MATRIX_RATE, OTHER_RATE, HYPER_RATE = 0.02, 2e-3, 1e-3
WEIGHT_DECAY, AVERAGING = 0.01, 0.99
RANKING, MARGIN = 1.0, 0.7
VALIDATION_CROPS = 2
FIRST, SECOND = np.triu_indices(6, 1)


def phase_of(step):
    """The phase, and the step's number within it."""
    for phase in PHASES:
        if step < phase[2]:
            return phase, step
        step -= phase[2]
    raise ValueError(f'the phases ended {step + 1} steps earlier')


def batch_of(split, step):
    """Images [6S,side,side,3] and labels [6S] of the step's series, drawn without repetition."""
    (side, count, _, _), _ = phase_of(step)
    random = seeded('batch', step)
    chosen = split.series[random.choice(len(split.series), count, replace=False)]
    images = []
    for series in chosen:
        top = int(random.integers(SHOWN_HEIGHT - side + 1))
        left = int(random.integers(SHOWN_WIDTH - side + 1))
        turn = -1 if random.random() < 0.5 else 1
        images += [split.shown(image)[top:top + side, left:left + side][:, ::turn] for image in series]
    return np.stack(images), split.label[chosen].reshape(-1)


def prefetched(split, first, last):
    ready = queue.Queue(4)

    def fill():
        for step in range(first, last):
            ready.put((step, *batch_of(split, step)))

    threading.Thread(target=fill, daemon=True).start()
    for _ in range(first, last):
        yield ready.get()


class Judge(nn.Module):
    """Scores from the means of the stages' channels: the short way from the label to the ResNet."""

    def __init__(self):
        super().__init__()
        channels = sum(4 * mid for mid, _, _ in STAGES)
        self.norm, self.score = nn.BatchNorm1d(channels), nn.Linear(channels, 1)

    def forward(self, stages):
        return self.score(self.norm(torch.cat([stage.mean((2, 3)) for stage in stages], 1)))[:, 0]


def loss_of(scores, target):
    s, t = scores.reshape(-1, 6), target.reshape(-1, 6)
    wanted = MARGIN * (t[:, FIRST] - t[:, SECOND])
    ranking = F.relu(wanted - (s[:, FIRST] - s[:, SECOND])).mean()
    return F.smooth_l1_loss(scores, target, beta=0.3) + RANKING * ranking


def validated(model, split):
    """SRCC, PLCC over all images, and the share of series whose scores fall at every step of the level."""
    places = demo_places()[:VALIDATION_CROPS]
    scores = np.zeros(len(split.label))
    model.eval()
    with torch.no_grad():
        for start in range(0, len(scores), 32):
            crops = [split.shown(image)[top:top + NETWORK_SIDE, left:left + NETWORK_SIDE]
                     for image in range(start, min(start + 32, len(scores))) for top, left in places]
            found = model(normalised(np.stack(crops)))
            scores[start:start + 32] = found.reshape(-1, len(places)).mean(1).numpy()
    steps = np.diff(scores[split.series], axis=1) < 0
    figures = {'srcc': stats.spearmanr(scores, split.label)[0], 'plcc': np.corrcoef(scores, split.label)[0, 1],
               'falling': steps[:, 1:].all(1).mean(), 'fallingFromOriginal': steps.all(1).mean()}
    return {name: round(float(value), 4) for name, value in figures.items()}


def optimisers_of(model, judge):
    """Every group has its `full_rate`, of which a step takes a part."""
    named = dict(model.named_parameters())
    matrices = [name for name in named if name.startswith('res.') and 'lda' not in name and named[name].dim() == 4]
    others = [name for name in named if name.startswith('res.') and named[name].dim() == 1 and 'lda' not in name]
    rest = [name for name in named if name not in matrices and name not in others]
    groups = [{'params': [named[name] for name in others] + list(judge.parameters()), 'full_rate': OTHER_RATE},
              {'params': [named[name] for name in rest], 'full_rate': HYPER_RATE}]
    return (Muon([{'params': [named[name] for name in matrices], 'full_rate': MATRIX_RATE}], MATRIX_RATE, weight_decay=WEIGHT_DECAY),
            torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY))


def rate_at(step):
    """The part of the full rates that a step takes."""
    (_, _, steps, rate), place = phase_of(step)
    return rate * min(1, (place + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * place / steps))


def average(mean, model, step):
    keep = min(AVERAGING, (step + 1) / (step + 10))
    for name, value in model.state_dict().items():
        if value.is_floating_point():
            mean[name].lerp_(value, 1 - keep)


def save(path, content):
    torch.save(content, f'{path}.part')
    os.replace(f'{path}.part', path)


def main():
    folder = data_folder(__doc__)
    torch.manual_seed(SEED)
    train, validation = read_split(folder, 'train'), read_split(folder, 'validation')
    centre, spread = float(train.label.mean()), float(train.label.std())
    model, judged, judge = HyperIQA().to(memory_format=torch.channels_last), HyperIQA(), Judge()
    parameters = [*model.parameters(), *judge.parameters()]
    optimisers = optimisers_of(model, judge)
    mean = {name: value.clone() for name, value in model.state_dict().items()}
    first, best, path = 0, -1.0, folder / 'checkpoint.pt'
    if path.exists():
        state = torch.load(path)
        model.load_state_dict(state['model'])
        judge.load_state_dict(state['judge'])
        for optimiser, kept in zip(optimisers, state['optimisers']):
            optimiser.load_state_dict(kept)
        mean, first, best = state['mean'], state['step'], state['best']
    began, parts = time.time(), []
    for step, images, label in prefetched(train, first, STEPS):
        for group in (group for optimiser in optimisers for group in optimiser.param_groups):
            group['lr'] = group['full_rate'] * rate_at(step)
        model.train()
        target = torch.as_tensor((label - centre) / spread, dtype=torch.float32)
        stages = model.res.stages(normalised(images).to(memory_format=torch.channels_last))
        losses = [loss_of(judge(stages), target)]
        whole = phase_of(step)[0][0] == NETWORK_SIDE
        if whole:
            losses.append(loss_of(model.of_stages(stages), target))
        model.zero_grad()
        judge.zero_grad()
        sum(losses).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5.0)
        for optimiser in optimisers:
            optimiser.step()
        average(mean, model, step)
        parts.append([loss.item() for loss in losses])
        if (step + 1) % CHECK_EVERY and step + 1 != STEPS:
            continue
        line = {'step': step + 1, 'seconds': round(time.time() - began), 'losses': np.mean(parts, 0).round(4).tolist()}
        parts = []
        if whole:
            judged.load_state_dict(in_units(mean, centre, spread))
            line |= validated(judged, validation)
            figure = line['srcc'] + line['plcc'] + line['falling']
            if figure > best:
                best = figure
                save(folder / 'best.pt', {'weights': judged.state_dict(), 'validation': line})
        print(json.dumps(line), flush=True)
        save(path, {'model': model.state_dict(), 'judge': judge.state_dict(), 'mean': mean,
                    'optimisers': [optimiser.state_dict() for optimiser in optimisers], 'step': step + 1, 'best': best})


if __name__ == '__main__':
    main()
