"""Makes test/models/diqa/*.h5.gz and fixture.json: DIQA with seeded weights in PyTorch.

    KERAS_BACKEND=torch python tools/reference/make_diqa_fixture.py      # keras 3.15, h5py 3.16

The narrow networks are reimplemented from https://github.com/ocampor/image-quality (notebooks/train-diqa-base.ipynb, which now
has one hidden layer and earlier had two) and https://github.com/sandyz1000/deepinsight-iqa. Keras must agree with PyTorch on the
tutorial's complete model, and Pillow's bicubic enlargement with TensorFlow's.
"""
import gzip
import io
import json
import math

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

import keras2
import synthetic
from fixture_values import ROOT, number, sampled

SEED, PHOTO = 31, 'cat.jpg'
FOLDER = ROOT / 'test' / 'models' / 'diqa'
WIDTHS = [4, 4, 6, 6, 6, 6, 8, 8]
# Names of convolutions, strides, names and sizes of linear layers, the prefix of these names, and left, top, right, bottom.
PLANS = {
    'tutorial': ([*(f'Conv{i}' for i in range(1, 8)), 'Conv8'], [1, 2, 1, 2, 1, 1, 1, 1],
                 {'dense_4': 5, 'dense_5': 1}, '', (120, 60, 187, 105)),
    'deepinsight': ([*(f'Conv{i}' for i in range(1, 8)), 'bottleneck'], [1, 2, 1, 2, 1, 2, 1, 2],
                    {'dense': 5, 'dense_1': 4, 'dense_2': 1}, 'subjective_model/', (120, 60, 184, 110)),
}


def detail(pixels, is_stretched):
    """The network's input [H,W] of float64 for pixels [H,W,3]."""
    grey = pixels @ np.array([0.2989, 0.5870, 0.1140])
    taps = np.exp(-((np.arange(16) - np.round(16 / 2)) ** 2) / (2 * (7 / 6) ** 2))
    kernel = np.outer(taps, taps) / taps.sum() ** 2
    # TensorFlow's SAME pads an even kernel by 7 before and 8 after.
    padded = functional.pad(torch.from_numpy(grey)[None, None], (7, 8, 7, 8))
    low = functional.conv2d(padded, torch.from_numpy(kernel)[None, None])[0, 0].numpy()
    height, width = grey.shape
    small = cubic(height, math.ceil(height / 4)) @ low @ cubic(width, math.ceil(width / 4)).T
    back = cubic(small.shape[0], height) @ small @ cubic(small.shape[1], width).T
    pillow = np.asarray(Image.fromarray(small.astype(np.float32)).resize((width, height), Image.BICUBIC))
    # They differ slightly, since TensorFlow takes the weights from a table of 1024 steps.
    assert np.abs(pillow - back).max() < 0.3, np.abs(pillow - back).max()
    values = grey - back
    return (values - values.min()) / (values.max() - values.min()) if is_stretched else values


def cubic(size, target):
    """The matrix [target,size] of TensorFlow's resize_bicubic with half-pixel centres."""
    matrix = np.zeros((target, size))
    for i in range(target):
        centre = np.float32((np.float32(i) + np.float32(0.5)) * np.float32(size / target) - np.float32(0.5))
        start = math.floor(centre)
        step = int(np.rint((centre - np.float32(start)) * np.float32(1024))) / 1024
        for place in range(start - 1, start + 3):
            if 0 <= place < size:
                x = abs(start + step - place)
                matrix[i, place] = 1.5 * x**3 - 2.5 * x**2 + 1 if x <= 1 else -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return matrix / matrix.sum(1, keepdims=True)


def distribution_of(name, shape):
    return synthetic.bell(2 / math.prod(shape[:-1]) if len(shape) > 1 else 0.01)


def same(size, stride):
    total = max(0, (math.ceil(size / stride) - 1) * stride + 3 - size)
    return total // 2, total - total // 2


def run(plan, x):
    """Runs a plan's network on x [1,1,H,W]. Returns the weights in the file's layout, and the outputs of the layers by name."""
    convolutions, strides, linear, prefix, _ = PLANS[plan]
    held, seen = {}, {'crops': x}

    def weight(name, shape):
        held[name] = synthetic.synthetic_values(SEED, name, shape, distribution_of)
        if plan == 'tutorial' and name == 'Conv1/kernel:0':
            held[name] /= 16
        return torch.from_numpy(held[name])

    for i, (name, stride, outputs) in enumerate(zip(convolutions, strides, WIDTHS), 1):
        kernel = weight(f'{name}/kernel:0', (3, 3, x.shape[1], outputs)).permute(3, 2, 0, 1)
        (top, bottom), (left, right) = same(x.shape[2], stride), same(x.shape[3], stride)
        x = functional.pad(x, (left, right, top, bottom))
        x = functional.relu(functional.conv2d(x, kernel, weight(f'{name}/bias:0', (outputs,)), stride))
        seen[f'conv{i}'] = x
    x = seen['features'] = x.mean((2, 3))
    for i, (name, outputs) in enumerate(linear.items()):
        x = x @ weight(f'{prefix}{name}/kernel:0', (x.shape[1], outputs)) + weight(f'{prefix}{name}/bias:0', (outputs,))
        last = outputs == 1
        x = x if last else functional.relu(x)
        seen['score' if last else f'dense.{i}'] = x
    return held, seen


def described(plan):
    convolutions, strides, linear, _, _ = PLANS[plan]
    layers = [keras2.pixels('original_image', None, None, 1)]
    for name, stride, outputs in zip(convolutions, strides, WIDTHS):
        layers.append(keras2.conv(name, [layers[-1]['name']], outputs, 3, stride, 'same', 'relu'))
    layers.append(keras2.layer('GlobalAveragePooling2D', 'global_average_pooling2d', [layers[-1]['name']], data_format='channels_last'))
    for name, outputs in linear.items():
        layers.append(keras2.dense(name, [layers[-1]['name']], outputs, 'linear' if outputs == 1 else 'relu'))
    return layers


def subclassed(file, plan, weights):
    """Writes weights as Keras 2 does for a subclassed model, with a group for each of its parts."""
    import h5py

    _, _, linear, prefix, _ = PLANS[plan]
    groups = {'diqa_custom': [name for name in weights if not name.startswith(prefix)], 'global_average_pooling2d': []}
    groups |= {name: [each for each in weights if each.startswith(f'{prefix}{name}/')] for name in linear}
    with h5py.File(file, 'w') as target:
        target.attrs['layer_names'] = np.array([name.encode() for name in groups])
        for name, own in groups.items():
            group = target.create_group(name)
            group.attrs['weight_names'] = np.array([each.encode() for each in own], dtype='S')
            for each in own:
                group.create_dataset(each, data=weights[each])


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    entries = {'torch': torch.__version__, 'photo': PHOTO}
    for plan, (*_, box) in PLANS.items():
        pixels = np.asarray(Image.open(ROOT / 'samples' / PHOTO).convert('RGB').crop(box), np.float64)
        x = torch.from_numpy(detail(pixels, plan == 'deepinsight').astype(np.float32))[None, None]
        weights, seen = run(plan, x)
        container = io.BytesIO()
        if plan == 'tutorial':
            keras2.write(container, described(plan), weights)
            by_keras = keras2.predicted_by_keras(described(plan), weights, x[0, 0].numpy()[None, :, :, None]).item()
            assert abs(by_keras - seen['score'].item()) < 1e-5 * abs(by_keras), (by_keras, seen['score'])
        else:
            subclassed(container, plan, weights)
        (FOLDER / f'{plan}.h5.gz').write_bytes(gzip.compress(container.getvalue(), 9, mtime=0))
        tensors = {name: sampled(tensor) for name, tensor in seen.items()}
        entries[plan] = {'box': box, 'score': number(seen['score'].item()), 'tensors': tensors}
        print(plan, {name: (list(tensor.shape), round(tensor.abs().max().item(), 4)) for name, tensor in seen.items()})
    lines = ',\n'.join(f'{json.dumps(key)}: {json.dumps(value)}' for key, value in entries.items())
    (FOLDER / 'fixture.json').write_text('{\n' + lines + '\n}\n')


if __name__ == '__main__':
    main()
