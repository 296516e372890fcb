"""What the program's file holds of the fine-tuned network: bytes for most of the weights, float16 for the rest.

The 1x1 convolutions of the last blocks become bytes with a scale and a minimum for each tensor (NAME.step); the rest is float16.
"""
import re

import numpy as np
import torch

LEVELS = 255
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


def backbone_tensors(weights):
    """The backbone's tensors in the program's file, by name."""
    tensors = {}
    for name, value in weights.items():
        values = value.float().contiguous().numpy()
        if is_quantised(name):
            tensors[name], tensors[f'{name}.step'] = quantised(values)
        elif name.startswith('backbone.'):
            tensors[name] = values.astype(np.float16)
    return tensors


def with_stored(weights):
    """The network's weights with the backbone that the file holds."""
    stored, tensors = dict(weights), backbone_tensors(weights)
    for name in weights:
        if name in tensors:
            step = tensors.get(f'{name}.step')
            values = tensors[name].astype(np.float32) if step is None else widened(tensors[name], step)
            stored[name] = torch.from_numpy(values)
    return stored
