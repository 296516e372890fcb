"""Trains the head on the output of make_series.py, first to find the best number of steps on the validation persons, and then
again for that number of steps with these persons included.

    python tools/train-face/train.py DATA

Writes DATA/head.npz. The label of a damaged face is max(0, 1 - d), where d is the distance of its descriptor from that of the
undistorted face. If a face's eyes are closer than in a chip, d includes the distance that reducing a face to this size causes.
"""
import numpy as np
import torch
from torch import nn

from chips import EYES
from damage import KINDS, LEVELS, SERIES
from make_series import TWO_KINDS, UNDISTORTED
from measures import falls, rank_correlation
from settings import data_folder, faces_of

HIDDEN = 48
STEPS, BATCH, MIXED = 3000, 40, 160
"""A step takes BATCH series of six images, and MIXED single images with two kinds of damage."""
LARGE_FACE = 50
"""The least distance of the eyes, in pixels, of the faces on which the cost of a reduction is measured."""


class Head(nn.Module):
    def __init__(self, inputs, drop=.3):
        super().__init__()
        self.register_buffer('mean', torch.zeros(inputs))
        self.register_buffer('scale', torch.ones(inputs))
        self.hidden, self.score = nn.Linear(inputs, HIDDEN), nn.Linear(HIDDEN, 1)
        self.drop = nn.Dropout(drop)

    def forward(self, read):
        hidden = torch.relu(self.hidden(self.drop((read - self.mean) * self.scale)))
        return torch.sigmoid(self.score(self.drop(hidden))[:, 0])


def cost_of_size(faces, distances):
    """The distance of descriptors, for every face, that corresponds to its lack of pixels."""
    large = [i for i, face in enumerate(faces) if face['eyes'] >= LARGE_FACE and face['split'] == 'train']
    first = SERIES.index(('scale', 1))
    means = distances[large][:, first:first + 5].mean(0)
    sizes = -np.log([1, *LEVELS['scale']])
    return np.array([np.interp(-np.log(min(1, face['eyes'] / EYES)), sizes, [0, *means]) for face in faces])


def series_of(rows):
    """The rows of each training series, which begin with the undistorted image: [series, 6]."""
    found, start = [], 0
    for i, (_face, _variation, kind, _level) in enumerate(rows):
        if kind == UNDISTORTED:
            start = i
        elif kind != TWO_KINDS and (i - start) % 5 == 1:
            found.append([start, *range(i, i + 5)])
    return np.array(found)


def trained(read, labels, rows, steps, judge):
    """The head after `steps` steps; every 250 steps `judge` is called with the head and the step's number."""
    torch.manual_seed(5)
    rng = np.random.default_rng(5)
    chains, mixed = series_of(rows), np.flatnonzero(rows[:, 2] == TWO_KINDS)
    head = Head(read.shape[1])
    head.mean.copy_(read.mean(0))
    head.scale.copy_(1 / (read.std(0) + 1e-4))
    optimiser = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=STEPS)
    for step in range(1, steps + 1):
        chain = chains[rng.integers(0, len(chains), BATCH)]
        index = torch.tensor(np.concatenate([chain.ravel(), mixed[rng.integers(0, len(mixed), MIXED)]]))
        found, wanted = head(read[index]), labels[index]
        fall = found[:chain.size].reshape(chain.shape).diff(dim=1)
        wanted_fall = wanted[:chain.size].reshape(chain.shape).diff(dim=1)
        ranking = torch.relu(fall - .7 * wanted_fall.clamp(max=-.01)).mean()
        loss = 4 * nn.functional.smooth_l1_loss(found, wanted, beta=.1) + 5 * ranking
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 250 == 0:
            head.eval()
            judge(head, step)
            head.train()
    return head


def main():
    folder = data_folder(__doc__)
    torch.set_num_threads(1)
    faces = faces_of(folder)
    series, training = np.load(folder / 'series.npz'), np.load(folder / 'training.npz')
    descriptors = series['descriptors'].reshape(len(faces), len(SERIES), -1)
    distances = np.linalg.norm(descriptors - descriptors[:, :1], axis=2)
    rows, face = training['rows'], training['rows'][:, 0].astype(int)
    distance = np.hypot(training['distances'], cost_of_size(faces, distances)[face])
    labels = torch.tensor(np.maximum(0, 1 - distance), dtype=torch.float32)
    read = torch.tensor(training['read'].astype(np.float32))
    validation = [i for i, each in enumerate(faces) if each['split'] == 'validation']
    shown = torch.tensor(series['read'].reshape(len(faces), len(SERIES), -1)[validation].astype(np.float32))
    found = {}

    def judge(head, step):
        with torch.no_grad():
            scores = head(shown.flatten(0, 1)).reshape(len(validation), -1).numpy()
        share = np.mean([falls(scores, kind) for kind in KINDS])
        correlation = rank_correlation(scores[:, 1:], -distances[validation][:, 1:])
        print(f'{step}: validation: falling steps {share:.3f}, SRCC {correlation:.3f}', flush=True)
        found[step] = share + correlation

    own = np.isin(face, [i for i, each in enumerate(faces) if each['split'] == 'train'])
    trained(read[own], labels[own], rows[own], STEPS, judge)
    best = max(found, key=found.get)
    print(f'best at {best}; training again with the validation persons included')
    head = trained(read, labels, rows, best, lambda _head, step: print(step, flush=True))
    keep(folder / 'head.npz', head, best)


def keep(path, head, step):
    """Saves the head with its normalisation folded into the first layer, as the engine does not normalise the input."""
    weight = head.hidden.weight.double() * head.scale.double()
    bias = head.hidden.bias.double() - weight @ head.mean.double()
    with torch.no_grad():
        tensors = {'hidden.weight': weight, 'hidden.bias': bias, 'score.weight': head.score.weight, 'score.bias': head.score.bias}
        np.savez(path, step=step, **{name: tensor.detach().numpy().astype(np.float32) for name, tensor in tensors.items()})


if __name__ == '__main__':
    main()
