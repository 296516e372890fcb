"""The backbone: MobileNetV2 of width 1.4 without its classifier, from the npm package nsfwjs, in PyTorch.

The published weights are a TensorFlow.js manifest, model.json, and its shards; BatchNorm is folded into the convolutions.
Sizes for N crops [N,3,224,224]: taps [N,192,56,56], [N,288,28,28], [N,816,14,14] and [N,448,7,7].
"""
import json
import re

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

STRIDES = (1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1)
"""Of the depthwise convolution of each block."""
TAPS = (3, 6, 13)
"""Blocks whose expansion the heads read, the last map of a quarter, an eighth and a 16th of the crop's side; the fourth
head reads what the last block gives."""
TAP_CHANNELS = (192, 288, 816, 448)
PUBLISHED = re.compile(r'.*/MobilenetV2/(Conv|expanded_conv(?:_(\d+))?/(expand|depthwise|project))'
                       r'/(?:Conv2D|depthwise)_(weights|bn_offset)')


def layers_in(path):
    """Yields (layer, part, bytes, scale, minimum) of the backbone's tensors: ('blocks.3.expand', 'weight', ...), axes as
    published. What follows the last block, and the classifier, are left out."""
    for group in json.loads(path.read_text())['weightsManifest']:
        data = b''.join((path.parent / name).read_bytes() for name in group['paths'])
        offset = 0
        for entry in group['weights']:
            levels = np.frombuffer(data, np.uint8, int(np.prod(entry['shape'], dtype=int)), offset).reshape(entry['shape'])
            offset += levels.size
            found = PUBLISHED.fullmatch(entry['name'])
            if found:
                whole, number, layer, part = found.groups()
                name = 'stem' if whole == 'Conv' else f'blocks.{number or 0}.{layer}'
                step = entry['quantization']
                yield name, 'weight' if part == 'weights' else 'bias', levels, step['scale'], step['min']


def axes_of(layer, part):
    """The order in which PyTorch has the published axes."""
    if part == 'bias':
        return (0,)
    return (2, 3, 0, 1) if layer.endswith('depthwise') else (3, 2, 0, 1)


class Layer(nn.Module):
    def __init__(self, weight, bias, stride=1, active=True):
        super().__init__()
        self.weight, self.bias, self.stride, self.active = nn.Parameter(weight), nn.Parameter(bias), stride, active
        side, inputs = weight.shape[-1], weight.shape[1]
        self.groups = len(bias) if side == 3 and inputs == 1 else 1
        self.padding = side // 2

    def forward(self, x):
        """Takes and returns maps rotated by 180 degrees: TensorFlow pads an even side at its end, PyTorch at its start."""
        weight = self.weight.flip(2, 3) if self.padding else self.weight
        if self.stride == 2:
            # In bfloat16 the gradient of a depthwise convolution with a stride takes eight times as long.
            with torch.autocast('cpu', enabled=False):
                x = F.conv2d(x.float(), weight, self.bias, self.stride, self.padding, groups=self.groups)
        else:
            x = F.conv2d(x, weight, self.bias, self.stride, self.padding, groups=self.groups)
        return F.relu6(x) if self.active else x


class Block(nn.Module):
    def __init__(self, layer, name, stride, expands):
        super().__init__()
        self.expand = layer(f'{name}.expand') if expands else None
        self.depthwise, self.project = layer(f'{name}.depthwise', stride), layer(f'{name}.project', active=False)
        inputs = (self.expand or self.depthwise).weight.shape[1 if expands else 0]
        self.adds = stride == 1 and self.project.weight.shape[0] == inputs

    def forward(self, x):
        expanded = x if self.expand is None else self.expand(x)
        y = self.project(self.depthwise(expanded))
        return expanded, x + y if self.adds else y


def published(path):
    """The published tensors by PyTorch's names, from the manifest."""
    tensors = {}
    for layer, part, levels, scale, minimum in layers_in(path):
        # Rounded once from double precision, as TensorFlow.js does.
        values = (levels * scale + minimum).astype(np.float32).transpose(axes_of(layer, part))
        tensors[f'{layer}.{part}'] = torch.from_numpy(np.ascontiguousarray(values))
    return tensors


class Backbone(nn.Module):
    """The four taps of crops [N,3,224,224] with values in -1..1."""

    def __init__(self, tensors):
        super().__init__()
        make = lambda name, *settings, **named: Layer(tensors[f'{name}.weight'], tensors[f'{name}.bias'], *settings, **named)
        self.stem = make('stem', 2)
        self.blocks = nn.ModuleList(Block(make, f'blocks.{i}', stride, i > 0) for i, stride in enumerate(STRIDES))

    def forward(self, x):
        taps, x = [], self.stem(x.flip(2, 3))
        for number, block in enumerate(self.blocks):
            expanded, x = block(x)
            if number in TAPS:
                taps.append(expanded)
        return [tap.float().flip(2, 3) for tap in (*taps, x)]


def network_input(crops):
    """Crops [N,224,224,3] of uint8 as the backbone wants them: [N,3,224,224], -1..1."""
    return torch.from_numpy(np.array(crops)).permute(0, 3, 1, 2).float().div(255).mul(2).sub(1)
