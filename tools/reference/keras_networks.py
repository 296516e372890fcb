"""Shared by the fixtures of Keras's networks: seeded weights by the names in published files, and outputs in our layout."""
import math
import os

os.environ.setdefault('KERAS_BACKEND', 'torch')

import keras
import numpy as np
import torch

import synthetic
from fixture_values import sampled


def distribution_of(name, shape):
    """The same as kerasDistribution in test/models/seeded.ts. Kernels are HWIO, those of depthwise convolutions HWC1."""
    part = name.rsplit('/', 1)[-1]
    if part == 'depthwise_kernel':
        return synthetic.bell(2 / (shape[0] * shape[1]))
    if part == 'kernel':
        return synthetic.bell(2 / math.prod(shape[:-1]))
    if part in ('gamma', 'moving_variance'):
        return synthetic.flat(0.5, 1)
    return synthetic.bell(0.04 if part == 'moving_mean' else 0.01)


def fill(model, seed, published=lambda name: name):
    """Fills the model with seeded weights, and returns their shapes by the names of Keras 2, to which `published` converts."""
    shapes = {}
    for weight in model.weights:
        name = published(weight.path)
        shapes[name] = list(weight.shape)
        weight.assign(synthetic.synthetic_values(seed, name, tuple(weight.shape), distribution_of))
    return shapes


def outputs_of(model, names, pixels):
    """The outputs of the named layers for pixels [H,W,3] in 0..255; maps are in NCHW."""
    probe = keras.Model(model.input, [model.get_layer(name).output for name in names])
    with torch.no_grad():
        outputs = probe(torch.from_numpy(np.asarray(pixels, np.float32)[None] / np.float32(127.5) - 1))
    moved = [x.permute(0, 3, 1, 2) if x.ndim == 4 else x for x in outputs]
    return {name: x.contiguous().cpu() for name, x in zip(names, moved)}


def sampled_outputs(outputs):
    return {name: sampled(x) for name, x in outputs.items()}


def save_whole(model, path):
    """Saves the weights, and the layers as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    model.save(path)
    print('wrote', path, path.stat().st_size)
