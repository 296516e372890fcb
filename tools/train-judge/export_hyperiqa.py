"""Writes weights/hyperiqa-mobile.safetensors: of the whole network if fine_tune.py trained it, or of the published backbone with
the trained head.

    python tools/train-judge/export_hyperiqa.py DATA

Reads DATA/fine-best.pt, or DATA/mobilenet_v2_mid and DATA/judge-best.pt. A trained backbone becomes float16. The published one
stays bytes with a scale and a minimum (NAME.step), in PyTorch's order of axes; the rest is float16. The scales of the features in
training are folded into the layers that read them, and the labels' scale into the last layer.
"""
import hashlib
import json

import numpy as np
import torch

from shared import BACKBONE, ROOT
from backbone import axes_of, layers_in
from settings import SEED, data_folder
from train_judge import SHAPES, SIZES
from weights_file import write_weights

PATH = ROOT / 'weights' / 'hyperiqa-mobile.safetensors'
LARGEST = 8_000_000


def backbone_tensors(path):
    """Tensors by name: bytes, and two float64 for each."""
    result = {}
    for layer, part, levels, scale, minimum in layers_in(path):
        name = f'res.{layer}.{part}'
        result[name] = np.ascontiguousarray(levels.transpose(axes_of(layer, part)))
        result[f'{name}.step'] = np.array([scale, minimum], np.float64)
    return result


def head_tensors(best):
    """Tensors of a head that takes unscaled features and returns labels."""
    state = {name: value.double().numpy() for name, value in best['weights'].items()}
    means, deviations = ([part.double().numpy() for part in best[name].split(SIZES)] for name in ('means', 'deviations'))
    for number, (mean, deviation, shape) in enumerate(zip(means, deviations, SHAPES), 1):
        places = shape[1] * shape[2]
        # One value for each channel: all places have the same.
        mean, deviation = mean[::places], deviation[::places]
        fc, pool = f'res.lda{number}_fc', f'res.lda{number}_pool.0.weight'
        if pool in state:
            # A convolution without bias: what the means give goes into the linear layer's bias.
            state[pool] = state[pool] / deviation[:, None, None]
            state[f'{fc}.bias'] -= state[f'{fc}.weight'] @ np.repeat(state[pool][:, :, 0, 0] @ mean, places)
            continue
        state[f'{fc}.weight'] = state[f'{fc}.weight'] / deviation
        state[f'{fc}.bias'] -= state[f'{fc}.weight'] @ mean
        state['conv1.0.weight'] = state['conv1.0.weight'] / deviation[:, None, None]
        state['conv1.0.bias'] -= state['conv1.0.weight'][:, :, 0, 0] @ mean
    for name in ('fc5w_fc.weight', 'fc5w_fc.bias', 'fc5b_fc.weight', 'fc5b_fc.bias'):
        state[name] = state[name] * best['spread']
    state['fc5b_fc.bias'] = state['fc5b_fc.bias'] + best['centre']
    return {name: value.astype(np.float16) for name, value in state.items()}


def fine_tensors(best):
    """Tensors of the whole network, without the head that names the damage."""
    of = lambda prefix: {name[len(prefix):]: value for name, value in best['weights'].items() if name.startswith(prefix)}
    spread_out = lambda name: torch.cat([best['weights'][f'{name}{number}'][:, 0].repeat_interleave(shape[1] * shape[2])
                                         for number, shape in enumerate(SHAPES)])
    head = {**best, 'weights': of('judge.'), 'means': spread_out('means'), 'deviations': spread_out('deviations')}
    backbone = {f'res.{name}': value.contiguous().half().numpy() for name, value in of('backbone.').items()}
    return {**backbone, **head_tensors(head)}


def main():
    folder = data_folder(__doc__)
    manifest, fine = folder / BACKBONE / 'model.json', folder / 'fine-best.pt'
    best = torch.load(fine if fine.exists() else folder / 'judge-best.pt')
    tensors = fine_tensors(best) if fine.exists() else {**backbone_tensors(manifest), **head_tensors(best)}
    assert all(np.isfinite(values).all() for values in tensors.values())
    metadata = {
        'model': 'hyperiqa', 'protocol': 'grid', 'dtype': 'f16' if fine.exists() else 'u8', 'source_format': 'trained',
        'source_naming': 'mobile', 'trained_by': 'tools/train-judge', 'range': '0 100', 'better': 'higher',
        'trained_on': 'artificial distortions of 356 photographs', 'seed': str(SEED),
        'validation': json.dumps(best['validation']), 'backbone_sha256': hashlib.sha256(manifest.read_bytes()).hexdigest(),
    }
    write_weights(PATH, tensors, metadata, LARGEST)


if __name__ == '__main__':
    main()
