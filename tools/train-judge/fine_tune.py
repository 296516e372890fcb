"""Trains the whole network, backbone and head, from what train_judge.py left and the published backbone.

    python tools/train-judge/fine_tune.py DATA

Reads what make_series.py wrote, and DATA/judge-best.pt. Writes DATA/fine-best.pt, the weights of the step that is best on a part
of validation (score_validation.py takes all of it), with its figures, and DATA/fine-checkpoint.pt, from which a stopped run
continues with the same batches. Convolutions run in bfloat16.

A step is some crops, each with all its images, mirrored and rotated alike; the loss is train_judge.py's and that of the head
that names the damage (faults.py). BatchNorm is folded into the published convolutions, so that their weights are as large
in one layer as they are small in another: a layer's rate is a part of the root mean square of its first weights. The result is
the running mean of the weights.
"""
import dataclasses
import json
import math
import os
import queue
import threading
import time

import numpy as np
import torch

from shared import BACKBONE, NETWORK_SIDE
from backbone import network_input
from faults import fault_loss, known_faults
from make_data import SEEN
from make_series import images_of_crop
from tables import Series, read_series
from train import keep_freed_memory, save
from train_judge import figure_of, figures_of, loss_of, resumed, states_of
from settings import SEED, data_folder, seeded
from whole_network import PLACES, Whole

CROPS, BACKBONE_RATE = 4, 1e-3
"""The rate is a part of each tensor's root mean square."""
WEIGHT_DECAY, DROPPED, LARGEST_GRADIENT = 0.05, 0.1, 5.0


@dataclasses.dataclass(frozen=True)
class Plan:
    """What differs between trainings. Their files are DATA/NAME-best.pt and DATA/NAME-checkpoint.pt, and their images `split`'s."""
    name: str
    split: str
    steps: int
    check_every: int
    head_rate: float
    warm_up: int
    averaging: float

    def rate_at(self, step):
        """The part of the full rates that a step takes."""
        return min(1, (step + 1) / self.warm_up) * 0.5 * (1 + math.cos(math.pi * step / self.steps))


PLAN = Plan('fine', 'fine', 2200, 200, 7e-4, 150, 0.997)


def batch_of(pixels, step):
    """Pixels [CROPS * images,224,224,3] of the step's crops, and the images' numbers."""
    random = seeded('fine batch', step)
    # Every crop once, in an order of its own for each time round.
    place, count = step * CROPS, len(pixels)
    chosen = [int(seeded('fine order', at // count).permutation(count)[at % count]) for at in range(place, place + CROPS)]
    images = pixels.shape[1]
    turned = []
    for crop in chosen:
        down, across = (int(random.choice((-1, 1))) for _ in range(2))
        axes = (0, 2, 1, 3) if random.random() < 0.5 else (0, 1, 2, 3)
        turned.append(pixels[crop][:, ::down, ::across].transpose(axes))
    numbers = np.concatenate([np.arange(crop * images, (crop + 1) * images) for crop in chosen])
    return np.concatenate(turned), numbers


def prefetched(pixels, first, steps):
    """Yields every step from `first` on with its batch_of."""
    ready = queue.Queue(3)

    def fill():
        for step in range(first, steps):
            ready.put((step, *batch_of(pixels, step)))

    threading.Thread(target=fill, daemon=True).start()
    for _ in range(first, steps):
        yield ready.get()


def noise_of(step, images):
    """What the head is trained with: the places of every tap in another order, and channels that are left out, the same for
    all images of a crop, so that what tells them apart stays."""
    random = seeded('fine noise', step)
    orders = [torch.from_numpy(random.permutation(places)) for places in PLACES]
    kept = [torch.from_numpy((random.random((CROPS, channels)) >= DROPPED).astype(np.float32) / (1 - DROPPED))
            .repeat_interleave(images, 0)[:, :, None] for channels in Whole.CHANNELS]
    return orders, kept


def optimiser_of(network, head_rate):
    """Every group has its `full_rate`, of which a step takes a part."""
    head = [value for name, value in network.named_parameters() if not name.startswith('backbone.')]
    groups = [{'params': [value], 'full_rate': BACKBONE_RATE * float(value.detach().square().mean().sqrt())}
              for value in network.backbone.parameters()]
    return torch.optim.AdamW([*groups, {'params': head, 'full_rate': head_rate}], head_rate, betas=(0.9, 0.99),
                             weight_decay=WEIGHT_DECAY)


def scores_of(network, parts, centre, spread, batch=32):
    """Of parts [N,224,224,3], each cut to 0..100, as the program does before the mean."""
    network.eval()
    with torch.no_grad():
        found = [network(network_input(parts[start:start + batch]).contiguous(memory_format=torch.channels_last))[0]
                 for start in range(0, len(parts), batch)]
    return (torch.cat(found).numpy() * spread + centre).clip(0, 100)


def parts_of(folder, split, images):
    """[N,parts,224,224,3]"""
    return np.memmap(folder / f'judge-{split}.u8', np.uint8, 'r').reshape(images, -1, NETWORK_SIDE, NETWORK_SIDE, 3)


@dataclasses.dataclass(frozen=True)
class Data:
    """Tables of training and validation; pixels [crops,images,224,224,3] of training, and a part of each image of validation."""
    train: Series
    validation: Series
    pixels: np.ndarray
    checked: np.ndarray


def data_of(folder, split):
    train, validation = read_series(folder, split), read_series(folder, 'validation')
    pixels = parts_of(folder, split, len(train.label)).reshape(-1, images_of_crop(split), NETWORK_SIDE, NETWORK_SIDE, 3)
    checked = parts_of(folder, 'validation', len(validation.label))
    # A part of each photo, another one for each.
    _, crop = np.unique(validation.crop, return_inverse=True)
    return Data(train, validation, pixels, checked[np.arange(len(checked)), crop % checked.shape[1]])


def train_whole(folder, plan, data, network, mean, centre, spread, kinds, noise_of):
    """Trains the network by the plan; `mean` becomes the running mean of its weights. `noise_of` gives, for a step and the number
    of images of a crop, what `network.judged` is trained with; `kinds` are those that its head names."""
    images = images_of_crop(plan.split)
    target = torch.from_numpy((data.train.label - centre) / spread).float()
    faults = known_faults(data.train, kinds)
    in_series = np.isin(np.arange(images), data.train.series[0] - data.train.series[0][0])
    optimiser = optimiser_of(network, plan.head_rate)
    path, saved = folder / f'{plan.name}-checkpoint.pt', {'network': network, 'mean': mean, 'optimiser': optimiser}
    first, best = resumed(path, saved)
    began, losses = time.time(), []
    for step, batch, numbers in prefetched(data.pixels, first, plan.steps):
        for group in optimiser.param_groups:
            group['lr'] = group['full_rate'] * plan.rate_at(step)
        network.train()
        with torch.autocast('cpu', torch.bfloat16):
            found = network.features(network_input(batch).contiguous(memory_format=torch.channels_last))
        scores, named = network.judged(found, noise_of(step, images))
        parts = loss_of(scores, target[numbers], in_series), fault_loss(named, faults, numbers)
        optimiser.zero_grad()
        sum(parts).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
        optimiser.step()
        keep = min(plan.averaging, (step + 1) / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(mean.parameters()), list(network.parameters()), 1 - keep)
        losses.append([part.item() for part in parts])
        if (step + 1) % plan.check_every and step + 1 != plan.steps:
            continue
        line = {'step': step + 1, 'seconds': round(time.time() - began), 'losses': np.mean(losses, 0).round(4).tolist()}
        losses = []
        line |= figures_of(scores_of(mean, data.checked, centre, spread), data.validation)
        print(json.dumps(line), flush=True)
        figure = figure_of(line)
        if figure > best:
            best = figure
            save(folder / f'{plan.name}-best.pt',
                 {'weights': mean.state_dict(), 'centre': centre, 'spread': spread, 'validation': line})
        save(path, states_of(saved) | {'step': step + 1, 'best': best})


def main():
    folder = data_folder(__doc__)
    keep_freed_memory()
    torch.manual_seed(SEED)
    torch.set_num_threads(os.cpu_count())
    data, start = data_of(folder, PLAN.split), torch.load(folder / 'judge-best.pt')
    network, mean = (Whole(folder / BACKBONE / 'model.json', start) for _ in range(2))
    train_whole(folder, PLAN, data, network, mean, start['centre'], start['spread'], SEEN, noise_of)


if __name__ == '__main__':
    main()
