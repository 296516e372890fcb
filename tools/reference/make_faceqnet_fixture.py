"""Makes test/models/faceqnet/whole.h5.gz and fixture.json: FaceQnet with seeded weights in PyTorch.

    KERAS_BACKEND=torch python tools/reference/make_faceqnet_fixture.py [FILE]      # keras 3.15, h5py 3.16

The backbone is reimplemented from https://github.com/WeidiXie/Keras-VGGFace2-ResNet50 and
https://github.com/rcmalli/keras-vggface, which agree; the file is a complete model in the form of Keras 2. The fixture's network
is narrow and has few blocks. Keras, which builds the network from the file's description, must agree with PyTorch. With FILE, a
network in full size is written there and its score is printed.
"""
import gzip
import io
import json
import math
import sys

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

import face_networks
import keras2
import synthetic

SEED = 29
FOLDER = face_networks.ROOT / 'test' / 'models' / 'faceqnet'
# The names of the last layers are arbitrary, since the program reads them from the file.
HEAD = [('dim_proj', 'relu'), ('dense_1', 'relu'), ('main_output', 'linear')]


class Unit(nn.Module):
    """A convolution without bias, followed by batch normalisation."""

    def __init__(self, inputs, outputs, side, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, side, stride, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-3)
        # TensorFlow's SAME for a 7x7 kernel with stride 2 on an even size, and for a 3x3 kernel with stride 1.
        self.pads = {7: (2, 3, 2, 3), 3: (1, 1, 1, 1), 1: (0, 0, 0, 0)}[side]

    def forward(self, x):
        return self.bn(self.conv(functional.pad(x, self.pads)))


class Block(nn.Module):
    def __init__(self, inputs, width, stride, is_first):
        super().__init__()
        self.reduce, self.middle = Unit(inputs, width, 1, stride), Unit(width, width, 3)
        self.increase = Unit(width, 4 * width, 1)
        self.proj = Unit(inputs, 4 * width, 1, stride) if is_first else None

    def forward(self, x):
        y = self.increase(functional.relu(self.middle(functional.relu(self.reduce(x)))))
        return functional.relu(y + (x if self.proj is None else self.proj(x)))


class FaceQnet(nn.Module):
    def __init__(self, stem, stages, hidden):
        super().__init__()
        self.units = {'conv1/7x7_s2': Unit(3, stem, 7, 2)}
        self.blocks = {}
        inputs = stem
        for stage, (count, width) in enumerate(stages, 2):
            for number in range(1, count + 1):
                block = Block(inputs, width, 2 if number == 1 and stage > 2 else 1, number == 1)
                name = f'conv{stage}_{number}'
                self.blocks[name] = block
                kinds = {'1x1_reduce': block.reduce, '3x3': block.middle, '1x1_increase': block.increase, '1x1_proj': block.proj}
                self.units |= {f'{name}_{kind}': unit for kind, unit in kinds.items() if unit is not None}
                inputs = 4 * width
        sizes = [inputs, *hidden, 1]
        self.head = {name: nn.Linear(*pair) for (name, _), pair in zip(HEAD, zip(sizes, sizes[1:]))}
        # A ModuleList, since PyTorch does not allow slashes in names of modules.
        self.all = nn.ModuleList([*self.units.values(), *self.blocks.values(), *self.head.values()])

    def forward(self, x, seen):
        x = functional.relu(self.units['conv1/7x7_s2'](x))
        seen['conv1.relu'] = x
        x = functional.max_pool2d(x, 3, 2)
        for name, block in self.blocks.items():
            x = seen[name] = block(x)
        x = seen['avg_pool'] = functional.avg_pool2d(x, 7)
        x = x.flatten(1)
        for i, (name, activation) in enumerate(HEAD):
            x = self.head[name](x)
            x = functional.relu(x) if activation == 'relu' else x
            seen['score' if i == len(HEAD) - 1 else f'head.{i}'] = x
        return x

    def weights(self):
        """Yields the file's name, PyTorch's tensor, and the order of axes in the file for each parameter and statistic."""
        for name, unit in self.units.items():
            yield f'{name}/kernel:0', unit.conv.weight, (2, 3, 1, 0)
            bn = unit.bn
            parts = {'gamma': bn.weight, 'beta': bn.bias, 'moving_mean': bn.running_mean, 'moving_variance': bn.running_var}
            for part, tensor in parts.items():
                yield f'{name}/bn/{part}:0', tensor, (0,)
        for name, dense in self.head.items():
            yield f'{name}/kernel:0', dense.weight, (1, 0)
            yield f'{name}/bias:0', dense.bias, (0,)


def distribution_of(name, shape):
    if name == 'conv1/7x7_s2/kernel:0':
        return synthetic.bell(2 / math.prod(shape[1:]) / 2**14)
    if len(shape) > 1:
        return synthetic.bell(2 / math.prod(shape[1:]))
    if name.endswith('moving_variance:0'):
        return synthetic.flat(0.5, 1)
    if name.endswith('gamma:0'):
        return synthetic.flat(0.15 if 'increase' in name else 0.7, 0.3)
    # The last bias brings the score into 0..1.
    return synthetic.bell(0.01, 0.5 if name == 'main_output/bias:0' else 0.0)


def fill(network):
    """Fills the network with seeded weights, and returns them in the file's layout."""
    held = {}
    for name, tensor, axes in network.eval().weights():
        values = synthetic.synthetic_values(SEED, name, tuple(tensor.shape), distribution_of)
        if name == 'main_output/kernel:0':
            values = values / 8
        tensor.data.copy_(torch.from_numpy(values))
        held[name] = np.ascontiguousarray(values.transpose(axes))
    return held


def described(network):
    """The layers as Keras 2 describes them, with the names that it gives to unnamed layers."""
    counts = {}

    def auto(kind):
        counts[kind] = counts.get(kind, 0) + 1
        return f'{kind}_{counts[kind]}'

    layers = [keras2.pixels('base_input', 224, 224, 3)]

    def put(entry):
        layers.append(entry)
        return entry['name']

    def unit(name, x, stride=1, padding='valid', is_active=True):
        weight = network.units[name].conv.weight
        x = put(keras2.conv(name, [x], weight.shape[0], weight.shape[2], stride, padding, use_bias=False))
        x = put(keras2.norm(f'{name}/bn', [x]))
        return put(keras2.layer('Activation', auto('activation'), [x], activation='relu')) if is_active else x

    x = unit('conv1/7x7_s2', 'base_input', 2, 'same')
    pool = {'pool_size': [3, 3], 'strides': [2, 2], 'padding': 'valid', 'data_format': 'channels_last'}
    x = put(keras2.layer('MaxPooling2D', auto('max_pooling2d'), [x], **pool))
    for name, block in network.blocks.items():
        start, stride = x, block.reduce.conv.stride[0]
        x = unit(f'{name}_1x1_reduce', start, stride)
        x = unit(f'{name}_3x3', x, padding='same')
        x = unit(f'{name}_1x1_increase', x, is_active=False)
        skip = start if block.proj is None else unit(f'{name}_1x1_proj', start, stride, is_active=False)
        x = put(keras2.layer('Add', auto('add'), [x, skip]))
        x = put(keras2.layer('Activation', auto('activation'), [x], activation='relu'))
    pool = {'pool_size': [7, 7], 'strides': [7, 7], 'padding': 'valid', 'data_format': 'channels_last'}
    x = put(keras2.layer('AveragePooling2D', 'avg_pool', [x], **pool))
    x = put(keras2.layer('Flatten', auto('flatten'), [x], data_format='channels_last'))
    for i, (name, activation) in enumerate(HEAD):
        if i == 1:
            x = put(keras2.layer('Dropout', auto('dropout'), [x], rate=0.5, noise_shape=None, seed=None))
        x = put(keras2.dense(name, [x], network.head[name].out_features, activation))
    return layers


@torch.no_grad()
def main(full=None):
    narrow = FaceQnet(3, [(1, 2), (2, 2), (1, 3), (1, 3)], [5, 4])
    weights, layers = fill(narrow), described(narrow)
    # The input's channels are B, G, R in 0..255.
    picture = cv2.resize(np.ascontiguousarray(face_networks.face()[:, :, ::-1]), (224, 224))
    seen = {}
    score = narrow(face_networks.planes(picture), seen).item()
    by_keras = keras2.predicted_by_keras(layers, weights, picture[None].astype(np.float32)).item()
    assert abs(score - by_keras) < 1e-5, (score, by_keras)
    assert 0.05 < score < 0.95, score
    FOLDER.mkdir(parents=True, exist_ok=True)
    container = io.BytesIO()
    keras2.write(container, layers, weights)
    (FOLDER / 'whole.h5.gz').write_bytes(gzip.compress(container.getvalue(), 9, mtime=0))
    entries = {
        'torch': torch.__version__, 'opencv': cv2.__version__,
        'photo': face_networks.FACE_PHOTO, 'box': face_networks.FACE_BOX, 'score': face_networks.number(score),
        'tensors': {name: face_networks.sampled(tensor) for name, tensor in seen.items()},
    }
    lines = ',\n'.join(f'{json.dumps(key)}: {json.dumps(value)}' for key, value in entries.items())
    (FOLDER / 'fixture.json').write_text('{\n' + lines + '\n}\n')
    print('wrote', FOLDER, score, 'by Keras', by_keras)
    if full is not None:
        whole = FaceQnet(64, [(3, 64), (4, 128), (6, 256), (3, 512)], [512, 32])
        keras2.write(full, described(whole), fill(whole))
        print(full, whole(face_networks.planes(picture), {}).item())


if __name__ == '__main__':
    main(*sys.argv[1:])
