"""Trains what the metric `photo-judge` scores with: three layers on the means of the trained backbone's channels.

    python tools/train-judge/train_score.py DATA

Reads what make_series.py and make_means.py wrote. Writes DATA/score.pt, the layers' weights, and prints the figures that
train_judge.py prints; takes about a minute. A step is some crops, each with all its images, and the loss is train_judge.py's.
Channels are left out, the same for all images of a crop. The last step's weights are kept.
"""
import json
import math

import numpy as np
import torch

from make_series import images_of_crop
from plain_network import ScoreHead
from settings import SEED, data_folder, seeded
from tables import read_series
from train import save
from train_judge import figures_of, loss_of

STEPS, CROPS, CHECK_EVERY = 6000, 32, 1000
RATE, WEIGHT_DECAY, WARM_UP, DROPPED = 4e-3, 0.3, 50, 0.5


def rate_at(step):
    return RATE * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / STEPS))


def batch_of(means, images, step):
    """Means [CROPS * images,1744] of the step's crops, some channels left out, and the images' numbers."""
    random = seeded('score batch', step)
    chosen = random.permutation(len(means) // images)[:CROPS]
    numbers = (chosen[:, None] * images + np.arange(images)).ravel()
    kept = (random.random((CROPS, means.shape[1])) >= DROPPED).astype(np.float32) / (1 - DROPPED)
    return means[numbers] * torch.from_numpy(kept).repeat_interleave(images, 0), numbers


def scores_of(head, means, centre, spread):
    """Of means [N,1744], each cut to 0..100, as the program does before the mean."""
    with torch.no_grad():
        return (head(means).numpy() * spread + centre).clip(0, 100)


def loaded_means(folder, split):
    return torch.from_numpy(np.load(folder / f'means-{split}.npy')).float()


def main():
    folder = data_folder(__doc__)
    torch.manual_seed(SEED)
    # The order of sums, and so the result, depends on the number of threads.
    torch.set_num_threads(1)
    train, validation = read_series(folder, 'further'), read_series(folder, 'validation')
    known, asked = loaded_means(folder, 'further'), loaded_means(folder, 'validation')
    best = torch.load(folder / 'further-best.pt')
    centre, spread = best['centre'], best['spread']
    target = torch.from_numpy((train.label - centre) / spread).float()
    images = images_of_crop('further')
    in_series = np.isin(np.arange(images), train.series[0] - train.series[0][0])
    head = ScoreHead()
    optimiser = torch.optim.AdamW(head.parameters(), RATE, weight_decay=WEIGHT_DECAY)
    losses = []
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group['lr'] = rate_at(step)
        means, numbers = batch_of(known, images, step)
        loss = loss_of(head(means), target[numbers], in_series)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        if (step + 1) % CHECK_EVERY:
            continue
        scores = scores_of(head, asked, centre, spread).reshape(len(validation.label), -1).mean(1)
        line = {'step': step + 1, 'loss': round(float(np.mean(losses)), 4)} | figures_of(scores, validation)
        losses = []
        print(json.dumps(line), flush=True)
    save(folder / 'score.pt', {'weights': head.state_dict(), 'centre': centre, 'spread': spread, 'validation': line})
    np.save(folder / 'judge-validation-score.npy', scores)


if __name__ == '__main__':
    main()
