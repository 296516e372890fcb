"""Trains the nano model.

    python tools/train/train.py DATA

A step takes several series: an original crop and its five levels of one kind, all cut at the same place. The first phase
trains only the ResNet, at low cost, on patches of 96x96 through the auxiliary head (judge.py). The next phase trains the whole
network together with that head on crops of 224x224; the last two phases do so with the normalisation of evaluation (renorm.py).
Muon trains the ResNet's convolutions after the stem, AdamW all other parameters; each phase has a warm-up and a cosine schedule.
The result is the running mean of the weights. Every 400 steps the script writes DATA/checkpoint.pt and, once the whole network
is trained, scores the validation photographs; the best weights so far are in DATA/best.pt. When it is started again, it resumes
from the checkpoint with the same batches as an uninterrupted run. Needs a C++ compiler.
"""
import ctypes
import dataclasses
import json
import math
import os
import queue
import threading
import time

import numpy as np
import torch
from scipy import stats
from torch import nn

from dataset import demo_places, read_split
from judge import NAMES, Judge, Known, judge_losses, score_loss
from muon import Muon
from network import HyperIQA, in_units, normalised
from renorm import renormalise
from settings import NETWORK_SIDE, SEED, SHOWN_HEIGHT, SHOWN_WIDTH, data_folder, seeded
from stem import stem_filters


@dataclasses.dataclass(frozen=True)
class Phase:
    """`side` of the cut squares; `series` in a step; `steps`, a multiple of CHECK_EVERY; `rates`, the shares of the full learning
    rates at the beginning and the end of the cosine schedule."""
    side: int
    series: int
    steps: int
    rates: tuple[float, float]
    renormalised: bool = False


PHASES = (Phase(96, 24, 4000, (1.0, 0.0)), Phase(224, 10, 1200, (0.6, 0.54)), Phase(224, 10, 3200, (0.5, 0.0), True),
          Phase(224, 10, 6800, (0.5, 0.0), True))
STEPS = sum(phase.steps for phase in PHASES)
CHECK_EVERY, WARM_UP = 400, 30
MATRIX_RATE, OTHER_RATE, HYPER_RATE = 0.03, 2e-3, 1e-3
WEIGHT_DECAY, AVERAGING = 0.01, 0.997
VALIDATION_CROPS = 2
MIRRORED, UPSIDE_DOWN, EXCHANGED = 0.5, 0.3, 0.25
STEM = 'res.conv1.weight'


def keep_freed_memory():
    """Tells glibc to keep freed memory: requesting memory for the activations from the kernel takes a third of each step."""
    trim_threshold, top_pad, mmap_max = -1, -2, -4
    libc = ctypes.CDLL('libc.so.6')
    for option, value in ((mmap_max, 0), (trim_threshold, 2 ** 31 - 1), (top_pad, 2 ** 30)):
        libc.mallopt(option, value)


def phase_of(step):
    """The phase of a step, and the step's number within the phase."""
    for phase in PHASES:
        if step < phase.steps:
            return phase, step
        step -= phase.steps
    raise ValueError(f'the phases ended {step + 1} steps earlier')


def chances_of(split):
    """The probability of drawing each series. A photo with n series has the weight of sqrt(n) photos with one, since large photos
    have thirty times as many crops as small ones, but not thirty times as much variety."""
    _, place, count = np.unique(split.photo, return_inverse=True, return_counts=True)
    chances = count[place] ** -0.5
    return chances / chances.sum()


def random_place(random, side):
    """(top, left) of a random square of `side` pixels in a resized image."""
    return int(random.integers(SHOWN_HEIGHT - side + 1)), int(random.integers(SHOWN_WIDTH - side + 1))


def batch_of(split, chances, step):
    """Pixels [6S,side,side,3] of the step's S series, drawn without replacement, and the images' numbers [6S].

    All six images of a series are flipped and transposed in the same way, which does not change their labels.
    """
    phase, _ = phase_of(step)
    side = phase.side
    random = seeded('batch', step)
    chosen = split.series[random.choice(len(split.series), phase.series, replace=False, p=chances)]
    pixels = []
    for series in chosen:
        place = random_place(random, side)
        across, down = (-1 if random.random() < chance else 1 for chance in (MIRRORED, UPSIDE_DOWN))
        axes = (1, 0, 2) if random.random() < EXCHANGED else (0, 1, 2)
        pixels += [split.cut(image, place, side)[::down, ::across].transpose(axes) for image in series]
    return np.stack(pixels), chosen.reshape(-1)


def prefetched(split, first, last):
    ready, chances = queue.Queue(4), chances_of(split)

    def fill():
        for step in range(first, last):
            ready.put((step, *batch_of(split, chances, step)))

    threading.Thread(target=fill, daemon=True).start()
    for _ in range(first, last):
        yield ready.get()


def known_of(split, images, centre, spread):
    kinds = [NAMES.index(kind) for kind in split.kind[images]]
    as_floats = lambda values: torch.as_tensor(values, dtype=torch.float32)
    return Known(as_floats((split.label[images] - centre) / spread), torch.as_tensor(kinds),
                 as_floats(split.level[images] / 2.5 - 1), as_floats(2 * split.quality[images] - 1))


class Pupils(nn.Module):
    """The network and the auxiliary head in one module, so that they are compiled together."""

    def __init__(self):
        super().__init__()
        self.model, self.judge = HyperIQA().to(memory_format=torch.channels_last), Judge()
        with torch.no_grad():
            self.model.res.conv1.weight.copy_(stem_filters())

    def judged(self, x):
        return self.judge(self.model.res.stages(x))

    def forward(self, x):
        stages = self.model.res.stages(x)
        return self.judge(stages), self.model.of_stages(stages)


def validated(model, split):
    """SRCC and PLCC over all images, and the shares of series whose scores fall at every step between levels."""
    places = demo_places()[:VALIDATION_CROPS]
    scores = np.zeros(len(split.label))
    model.eval()
    with torch.no_grad():
        for start in range(0, len(scores), 16):
            crops = [split.cut(image, place, NETWORK_SIDE)
                     for image in range(start, min(start + 16, len(scores))) for place in places]
            found = model(normalised(np.stack(crops)))
            scores[start:start + 16] = found.reshape(-1, len(places)).mean(1).numpy()
    steps = np.diff(scores[split.series], axis=1) < 0
    figures = {'srcc': stats.spearmanr(scores, split.label)[0], 'plcc': np.corrcoef(scores, split.label)[0, 1],
               'falling': steps[:, 1:].all(1).mean(), 'fallingFromOriginal': steps.all(1).mean()}
    return {name: round(float(value), 4) for name, value in figures.items()}


def optimisers_of(pupils):
    """The two optimisers. Each parameter group has a `full_rate`, which rate_at scales."""
    named = dict(pupils.model.named_parameters())
    trunk = [name for name in named if name.startswith('res.') and 'lda' not in name]
    matrices = [name for name in trunk if named[name].dim() == 4 and name != STEM]
    others = [name for name in trunk if name not in matrices]
    rest = [name for name in named if name not in trunk]
    groups = [{'params': [named[name] for name in others] + list(pupils.judge.parameters()), 'full_rate': OTHER_RATE},
              {'params': [named[name] for name in rest], 'full_rate': HYPER_RATE}]
    return (Muon([{'params': [named[name] for name in matrices], 'full_rate': MATRIX_RATE}], MATRIX_RATE, weight_decay=WEIGHT_DECAY),
            torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY))


def rate_at(step):
    """The factor of a step for the full learning rates."""
    phase, place = phase_of(step)
    first, last = phase.rates
    return min(1, (place + 1) / WARM_UP) * (last + (first - last) * 0.5 * (1 + math.cos(math.pi * place / phase.steps)))


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
    keep_freed_memory()
    torch.manual_seed(SEED)
    train, validation = read_split(folder, 'train'), read_split(folder, 'validation')
    centre, spread = float(train.label.mean()), float(train.label.std())
    pupils, scorer = Pupils(), HyperIQA()
    both = torch.compile(pupils, dynamic=False)
    optimisers = optimisers_of(pupils)
    mean = {name: value.clone() for name, value in pupils.model.state_dict().items()}
    first, best, path = 0, -1.0, folder / 'checkpoint.pt'
    if path.exists():
        state = torch.load(path)
        pupils.load_state_dict(state['pupils'])
        for optimiser, kept in zip(optimisers, state['optimisers']):
            optimiser.load_state_dict(kept)
        mean, first, best = state['mean'], state['step'], state['best']
    began, parts = time.time(), []
    for step, pixels, images in prefetched(train, first, STEPS):
        for group in (group for optimiser in optimisers for group in optimiser.param_groups):
            group['lr'] = group['full_rate'] * rate_at(step)
        pupils.train()
        known = known_of(train, images, centre, spread)
        x = normalised(pixels).contiguous(memory_format=torch.channels_last)
        phase, _ = phase_of(step)
        whole = phase.side == NETWORK_SIDE
        if phase.renormalised:
            renormalise(pupils.model)
        found, scores = both(x) if whole else (pupils.judged(x), None)
        losses = [*judge_losses(found, known)] + ([score_loss(scores, known.score)] if whole else [])
        pupils.zero_grad()
        sum(losses).backward()
        torch.nn.utils.clip_grad_norm_(pupils.parameters(), 5.0)
        for optimiser in optimisers:
            optimiser.step()
        average(mean, pupils.model, step)
        parts.append([loss.item() for loss in losses])
        if (step + 1) % CHECK_EVERY and step + 1 != STEPS:
            continue
        line = {'step': step + 1, 'seconds': round(time.time() - began), 'losses': np.mean(parts, 0).round(4).tolist()}
        parts = []
        if whole:
            scorer.load_state_dict(in_units(mean, centre, spread))
            line |= validated(scorer, validation)
            figure = line['srcc'] + line['plcc'] + line['falling']
            if figure > best:
                best = figure
                save(folder / 'best.pt', {'weights': scorer.state_dict(), 'validation': line})
        print(json.dumps(line), flush=True)
        save(path, {'pupils': pupils.state_dict(), 'mean': mean, 'step': step + 1, 'best': best,
                    'optimisers': [optimiser.state_dict() for optimiser in optimisers]})


if __name__ == '__main__':
    main()
