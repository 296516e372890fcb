"""Trains a judge further: backbone, the layers that score and the head that names the damage, all at once, with the kinds of damage
that damage.py adds.

    python tools/train-judge/train_further.py DATA

Reads what make_series.py wrote, and DATA/judge-start.safetensors, the judge that it begins with. Writes DATA/further-best.pt, the
weights of the step that is best on a part of validation, with its figures, and DATA/further-checkpoint.pt, from which a stopped
run continues with the same batches. Steps, rates and precision are fine_tune.py's but for the constants here.

What the heads of the judge read is not scaled. Here it is, by means and deviations over a sample of the training images.
"""
import copy
import json
import os
import time

import numpy as np
import torch

from shared import NETWORK_SIDE
from backbone import network_input
from damage import TRAINED
from faults import fault_loss, known_faults
from fine_tune import CROPS, LARGEST_GRADIENT, optimiser_of, parts_of, prefetched, rate_at, scores_of
from make_series import images_of_crop
from plain_network import CHANNELS, Plain
from settings import SEED, data_folder, seeded
from tables import read_series
from train import keep_freed_memory, save
from train_judge import figure_of, figures_of, loss_of, resumed, states_of
from weights_file import read_weights

STEPS, CHECK_EVERY = 3000, 300
HEAD_RATE, WARM_UP, AVERAGING, DROPPED = 1e-3, 200, 0.998, 0.2
SAMPLE = 1600


def begin_with(network, tensors, sample, centre, spread):
    """Gives the heads the judge's weights, for features that are scaled by those of `sample` [N,224,224,3]."""
    with torch.no_grad():
        inputs = [network_input(sample[start:start + 32]).contiguous(memory_format=torch.channels_last)
                  for start in range(0, len(sample), 32)]
        features = torch.cat([network.features(each) for each in inputs])
        network.means.copy_(features.mean(0))
        network.deviations.copy_(features.std(0).clamp(min=1e-3))
        for layer, name in ((network.head.score1, 'score1'), (network.faults.kinds, 'kinds'), (network.faults.levels, 'levels')):
            weight, bias = (torch.from_numpy(tensors[f'{name}.{part}']) for part in ('weight', 'bias'))
            # Added kinds come last, and begin with what PyTorch gives a layer.
            layer.weight[:len(weight)] = weight * network.deviations
            layer.bias[:len(bias)] = bias + weight @ network.means
        for layer, name in ((network.head.score2, 'score2'), (network.head.score, 'score')):
            layer.weight.copy_(torch.from_numpy(tensors[f'{name}.weight']))
            layer.bias.copy_(torch.from_numpy(tensors[f'{name}.bias']))
        network.head.score.weight.div_(spread)
        network.head.score.bias.sub_(centre).div_(spread)


def started(folder, pixels, centre, spread):
    tensors, _ = read_weights(folder / 'judge-start.safetensors')
    network = Plain({name: torch.from_numpy(values.copy()) for name, values in tensors.items()})
    flat = pixels.reshape(-1, NETWORK_SIDE, NETWORK_SIDE, 3)
    begin_with(network, tensors, flat[::len(flat) // SAMPLE], centre, spread)
    return network


def kept_of(step, images):
    """Channels that are left out, the same for all images of a crop, so that what tells them apart stays."""
    kept = (seeded('further noise', step).random((CROPS, CHANNELS)) >= DROPPED).astype(np.float32) / (1 - DROPPED)
    return torch.from_numpy(kept).repeat_interleave(images, 0)


def main():
    folder = data_folder(__doc__)
    keep_freed_memory()
    torch.manual_seed(SEED)
    torch.set_num_threads(os.cpu_count())
    train, validation = read_series(folder, 'further'), read_series(folder, 'validation')
    images = images_of_crop('further')
    pixels = parts_of(folder, 'further', len(train.label)).reshape(-1, images, NETWORK_SIDE, NETWORK_SIDE, 3)
    checked = parts_of(folder, 'validation', len(validation.label))
    # A part of each photo, another one for each.
    _, crop = np.unique(validation.crop, return_inverse=True)
    checked = checked[np.arange(len(checked)), crop % checked.shape[1]]
    centre, spread = float(train.label.mean()), float(train.label.std())
    network = started(folder, pixels, centre, spread)
    mean = copy.deepcopy(network)
    print(json.dumps(figures_of(scores_of(mean, checked, centre, spread), validation)), flush=True)
    target = torch.from_numpy((train.label - centre) / spread).float()
    faults = known_faults(train, TRAINED)
    in_series = np.isin(np.arange(images), train.series[0] - train.series[0][0])
    optimiser = optimiser_of(network, HEAD_RATE)
    path, saved = folder / 'further-checkpoint.pt', {'network': network, 'mean': mean, 'optimiser': optimiser}
    first, best = resumed(path, saved)
    began, losses = time.time(), []
    for step, batch, numbers in prefetched(pixels, first, STEPS):
        for group in optimiser.param_groups:
            group['lr'] = group['full_rate'] * rate_at(step, STEPS, WARM_UP)
        network.train()
        with torch.autocast('cpu', torch.bfloat16):
            found = network.features(network_input(batch).contiguous(memory_format=torch.channels_last))
        scores, named = network.judged(found.float(), kept_of(step, images))
        parts = loss_of(scores, target[numbers], in_series), fault_loss(named, faults, numbers)
        optimiser.zero_grad()
        sum(parts).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
        optimiser.step()
        keep = min(AVERAGING, (step + 1) / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(mean.parameters()), list(network.parameters()), 1 - keep)
        losses.append([part.item() for part in parts])
        if (step + 1) % CHECK_EVERY and step + 1 != STEPS:
            continue
        line = {'step': step + 1, 'seconds': round(time.time() - began), 'losses': np.mean(losses, 0).round(4).tolist()}
        losses = []
        line |= figures_of(scores_of(mean, checked, centre, spread), validation)
        print(json.dumps(line), flush=True)
        figure = figure_of(line)
        if figure > best:
            best = figure
            save(folder / 'further-best.pt', {'weights': mean.state_dict(), 'centre': centre, 'spread': spread, 'validation': line})
        save(path, states_of(saved) | {'step': step + 1, 'best': best})


if __name__ == '__main__':
    main()
