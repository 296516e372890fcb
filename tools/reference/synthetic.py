"""Synthetic weights, equal bit for bit to those of src/models/synthetic.ts, which explains them."""
import math
import re

import numpy as np

BELL_VARIANCE = 21845


def bell(variance, offset=0.0):
    return 'bell', np.float32(math.sqrt(variance / BELL_VARIANCE)), np.float32(offset)


def flat(low, width):
    return 'flat', np.float32(width / 2**24), np.float32(low)


def distribution_of(name, shape):
    """The usual distributions, with those of ResNets and of HyperIQA's own layers (src/models/hyperiqa/code.ts)."""
    if name.endswith('.running_mean'):
        return bell(0.04)
    if name.endswith('.running_var'):
        return flat(0.5, 1)
    if re.search(r'(\.bn\d|\.downsample\.1)\.weight$', name):
        return flat(0.15 if '.bn3.' in name else 0.7, 0.3)
    if name == 'fc5b_fc.bias':
        return bell(0.01, 50)
    if len(shape) == 1:
        return bell(0.01)
    variance = 2 / math.prod(shape[1:])
    return bell(64 * variance if name == 'fc5w_fc.weight' else variance)


def hash_text(text):
    value = 0x811C9DC5
    for byte in text.encode('ascii'):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def hash_indices(start, count):
    """MurmurHash3's finaliser for `count` consecutive indices; uint32 arithmetic wraps around."""
    value = np.uint32(start) ^ (np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1))
    value = (value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    value = (value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return value ^ (value >> np.uint32(16))


def synthetic_values(seed, name, shape, distribution=distribution_of):
    """The tensor's values as float32 of that shape."""
    kind, scale, offset = distribution(name, shape)
    bits = hash_indices(hash_text(f'{seed}/{name}'), math.prod(shape))
    if kind == 'flat':
        integers = (bits >> np.uint32(8)).astype(np.float32)
    else:
        integers = (bits.view(np.uint8).reshape(-1, 4).sum(axis=1, dtype=np.int32) - 510).astype(np.float32)
    return (integers * scale + offset).reshape(shape)


def fill(model, seed, distribution=distribution_of):
    """Fills a PyTorch module with synthetic weights, which depend on the names in its state_dict."""
    import torch

    for name, tensor in model.state_dict().items():
        if not name.endswith('num_batches_tracked'):
            tensor.copy_(torch.from_numpy(synthetic_values(seed, name, tuple(tensor.shape), distribution)))
    return model
