"""Writes weights/photo-faults.safetensors: the fine-tuned backbone and the head that names the damage.

    python tools/train-judge/export_faults.py DATA

Reads DATA/fine-best.pt. The 1x1 convolutions of the last blocks, which hold most of the weights, become bytes with a scale and a
minimum for each tensor (NAME.step); the rest is float16, the head's biases float32. The scales of the features in training go into
the head's layers. The validation images are scored with the values that the file holds: `bound` in its metadata is the probability
that one of twenty undamaged photos reaches.
"""
import hashlib
import json
import re

import numpy as np
import torch

from shared import BACKBONE, ROOT
from export_judge import LARGEST, write
from fine_tune import parts_of
from make_data import SEEN
from score_validation import judged, named, network_of
from settings import SEED, data_folder
from tables import read_series
from train import keep_freed_memory

PATH = ROOT / 'weights' / 'photo-faults.safetensors'
LEVELS, TAPS = 255, 4
FIRST_QUANTISED = 14
"""With bytes in earlier blocks, too, damage is named less often: 0.79 from block 11 on and 0.61 in all, of 0.81 (one part of a photo)."""


def quantised(values):
    """Bytes, and the scale and minimum [2] by which they give the values."""
    least, most = float(values.min()), float(values.max())
    scale = (most - least) / LEVELS or 1.0
    return np.rint((values - least) / scale).astype(np.uint8), np.array([scale, least], np.float64)


def is_quantised(name):
    found = re.fullmatch(r'backbone\.blocks\.(\d+)\.(expand|project)\.weight', name)
    return found is not None and int(found[1]) >= FIRST_QUANTISED


def widened(levels, step):
    return (levels * step[0] + step[1]).astype(np.float32)


def tensors_of(weights):
    """The tensors of the program's file, by name."""
    tensors = {}
    for name, value in weights.items():
        values = value.float().contiguous().numpy()
        if is_quantised(name):
            tensors[name], tensors[f'{name}.step'] = quantised(values)
        elif name.startswith('backbone.'):
            tensors[name] = values.astype(np.float16)
    means, deviations = (torch.cat([weights[f'{name}{tap}'][:, 0] for tap in range(TAPS)]).double().numpy()
                         for name in ('means', 'deviations'))
    for head in ('kinds', 'levels'):
        weight = (weights[f'faults.{head}.weight'].double().numpy() / deviations).astype(np.float16)
        bias = weights[f'faults.{head}.bias'].double().numpy() - weight.astype(np.float64) @ means
        tensors[f'{head}.weight'], tensors[f'{head}.bias'] = weight, bias.astype(np.float32)
    return tensors


def with_tensors(weights, tensors):
    """The network's weights with the backbone that the file holds."""
    stored = dict(weights)
    for name in weights:
        if name in tensors:
            step = tensors.get(f'{name}.step')
            values = tensors[name].astype(np.float32) if step is None else widened(tensors[name], step)
            stored[name] = torch.from_numpy(values)
    return stored


def main():
    folder = data_folder(__doc__)
    keep_freed_memory()
    table = read_series(folder, 'validation')
    network, _, _ = network_of(folder)
    tensors = tensors_of(network.state_dict())
    assert all(np.isfinite(values).all() for values in tensors.values())
    network.load_state_dict(with_tensors(network.state_dict(), tensors))
    count = len(table.label)
    _, kinds = judged(network, parts_of(folder, 'validation', count).reshape(-1, 224, 224, 3))
    figures = named(kinds.reshape(count, -1, len(SEEN)).mean(1), table)
    manifest = folder / BACKBONE / 'model.json'
    metadata = {
        'model': 'photo-faults', 'checkpoint': 'photo-faults', 'protocol': 'grid', 'dtype': 'f16', 'source_format': 'trained',
        'source_naming': 'npm-debian', 'trained_by': 'tools/train-judge', 'range': '0 5', 'better': 'lower',
        'trained_on': 'artificial damage of 356 photographs of Debian packages', 'seed': str(SEED),
        'bound': f'{figures["bound"]:.4f}', 'validation': json.dumps(figures),
        'backbone_sha256': hashlib.sha256(manifest.read_bytes()).hexdigest(),
    }
    write(PATH, tensors, metadata)
    size = PATH.stat().st_size
    if size > LARGEST:
        raise SystemExit(f'{PATH} has {size} bytes, more than {LARGEST}')
    print(figures)
    print(f'{PATH}: {size} bytes, {hashlib.sha256(PATH.read_bytes()).hexdigest()}')


if __name__ == '__main__':
    main()
