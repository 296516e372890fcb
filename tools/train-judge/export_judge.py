"""Writes weights/photo-judge.safetensors: the trained backbone, the layers that score, and the head that names the damage.

    python tools/train-judge/export_judge.py DATA

Reads DATA/further-best.pt, DATA/score.pt and DATA/judge-start.safetensors. The backbone is stored as stored.py says; the layers
are float16, their biases float32. The scales of the features in training go into the layers that read them, and the labels' scale
into the last layer. The validation images are judged with the values that the file holds: `bound` in its metadata is the
probability that one of twenty undamaged photos reaches.
"""
import json

import numpy as np
import torch

from shared import ROOT
from damage import TRAINED
from export_hyperiqa import LARGEST
from fine_tune import parts_of
from plain_network import further_trained
from naming import families
from score_validation import CLEAR, FALSE_ALARMS, judged
from settings import SEED, data_folder
from stored import backbone_tensors, with_stored
from tables import read_series
from train import keep_freed_memory
from weights_file import read_weights, write_weights

PATH = ROOT / 'weights' / 'photo-judge.safetensors'


def first_layer(weight, bias, means, deviations):
    """Weight and bias of a layer that reads unscaled means of channels."""
    weight = (weight.double().numpy() / deviations).astype(np.float16)
    return weight, (bias.double().numpy() - weight.astype(np.float64) @ means).astype(np.float32)


def tensors_of(weights, score):
    """The tensors of the program's file, by name, from the network's weights and what train_score.py wrote."""
    tensors = backbone_tensors(weights)
    scales = [weights[name].double().numpy() for name in ('means', 'deviations')]
    layers = {name: (weights[f'faults.{name}.weight'], weights[f'faults.{name}.bias']) for name in ('kinds', 'levels')}
    layers['score1'] = score['weights']['score1.weight'], score['weights']['score1.bias']
    for name, (weight, bias) in layers.items():
        tensors[f'{name}.weight'], tensors[f'{name}.bias'] = first_layer(weight, bias, *scales)
    second, last = ([score['weights'][f'{name}.{part}'].numpy() for part in ('weight', 'bias')] for name in ('score2', 'score'))
    last = [last[0] * score['spread'], last[1] * score['spread'] + score['centre']]
    for name, (weight, bias) in (('score2', second), ('score', last)):
        tensors[f'{name}.weight'], tensors[f'{name}.bias'] = weight.astype(np.float16), bias.astype(np.float32)
    return tensors


def named(kinds, table):
    """Of probabilities [N,24]: the bound, the share of the images of levels 3 to 5 whose kind is the likeliest, and of those in which
    that kind is named."""
    there, likeliest = families(kinds)
    most = there.max(1)
    bound = np.quantile(most[table.kind == 'original'], 1 - FALSE_ALARMS)
    chosen = np.isin(table.kind, TRAINED) & (table.level >= CLEAR)
    found = np.array(TRAINED)[np.take_along_axis(likeliest, there.argmax(1)[:, None], 1)[:, 0]]
    right = (found == table.kind)[chosen]
    return {'bound': float(bound), 'top1': float(right.mean()), 'named': float((right & (most[chosen] > bound)).mean())}


def main():
    folder = data_folder(__doc__)
    keep_freed_memory()
    table = read_series(folder, 'validation')
    network, _, _ = further_trained(folder)
    score = torch.load(folder / 'score.pt')
    tensors = tensors_of(network.state_dict(), score)
    assert all(np.isfinite(values).all() for values in tensors.values())
    network.load_state_dict(with_stored(network.state_dict()))
    count = len(table.label)
    _, kinds = judged(network, parts_of(folder, 'validation', count).reshape(-1, 224, 224, 3))
    figures = named(kinds.reshape(count, -1, len(TRAINED)).mean(1), table)
    _, start = read_weights(folder / 'judge-start.safetensors')
    metadata = {
        'model': 'photo-judge', 'checkpoint': 'photo-judge', 'protocol': 'grid', 'dtype': 'f16', 'source_format': 'trained',
        'source_naming': 'npm-debian', 'trained_by': 'tools/train-judge', 'range': '0 100', 'better': 'higher',
        'trained_on': 'artificial damage of 356 photographs of Debian packages', 'seed': str(SEED),
        'bound': f'{figures["bound"]:.4f}', 'validation': json.dumps({**score['validation'], **figures}),
        'backbone_sha256': start['backbone_sha256'],
    }
    write_weights(PATH, tensors, metadata, LARGEST)
    print(figures)


if __name__ == '__main__':
    main()
