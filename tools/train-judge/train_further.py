"""Trains a judge further: backbone, the layers that score and the head that names the damage, all at once, with the kinds of damage
that damage.py adds.

    python tools/train-judge/train_further.py DATA

Reads what make_series.py wrote, and DATA/judge-start.safetensors, the judge that it begins with. Writes DATA/further-best.pt, the
weights of the step that is best on a part of validation, with its figures, and DATA/further-checkpoint.pt, from which a stopped
run continues with the same batches. The loop is fine_tune.py's.

What the heads of the judge read is not scaled. Here it is, by means and deviations over a sample of the training images.
"""
import copy
import json
import os

import numpy as np
import torch

from shared import NETWORK_SIDE
from backbone import network_input
from damage import TRAINED
from fine_tune import CROPS, Plan, data_of, scores_of, train_whole
from plain_network import CHANNELS, Plain
from settings import SEED, data_folder, seeded
from train import keep_freed_memory
from train_judge import figures_of
from weights_file import read_weights

PLAN = Plan('further', 'further', 3000, 300, 1e-3, 200, 0.998)
DROPPED, SAMPLE = 0.2, 1600


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
    data = data_of(folder, PLAN.split)
    centre, spread = float(data.train.label.mean()), float(data.train.label.std())
    network = started(folder, data.pixels, centre, spread)
    print(json.dumps(figures_of(scores_of(network, data.checked, centre, spread), data.validation)), flush=True)
    train_whole(folder, PLAN, data, network, copy.deepcopy(network), centre, spread, TRAINED, kept_of)


if __name__ == '__main__':
    main()
