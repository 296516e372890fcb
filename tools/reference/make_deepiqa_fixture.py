"""Makes test/models/wadiqam/nr.model.gz, fr.model.gz and deepiqa.json: files of deepIQA, and PyTorch's results with them.

    pip install h5py==3.16.0
    python tools/reference/make_deepiqa_fixture.py

The networks are reimplemented from https://github.com/dmaniry/deepIQA (nr_model.py, fr_model.py; without dropout, as in
evaluate.py). The files have the form of Chainer's save_hdf5, with each parameter compressed in h5py's default chunks. Most
weights are 0, so that the files are small. The network with a reference is the patchwise one, which has no branch for weights.
Made with torch 2.13.0.
"""
import gzip
import io

import h5py
import numpy as np
import torch
from torch.nn import functional

import photo_networks as networks
from fixture_values import ROOT

PHOTO, REFERENCE, BOX = 'coffee-compressed.jpg', 'coffee.jpg', (100, 60, 196, 124)
WIDTHS = [3, 32, 32, 64, 64, 128, 128, 256, 256, 512, 512]
#: The average number of a unit's weights that are not 0.
TERMS = 4


def layers(features, has_weights):
    shapes = {f'conv{i + 1}': (WIDTHS[i + 1], WIDTHS[i], 3, 3) for i in range(10)}
    shapes |= {'fc1': (512, features), 'fc2': (1, 512)}
    return shapes | ({'fc1_a': (512, features), 'fc2_a': (1, 512)} if has_weights else {})


def seeded(shapes, seed):
    random = np.random.default_rng(seed)
    parameters = {}
    for name, shape in shapes.items():
        terms = int(np.prod(shape[1:]))
        # Weights are multiples of 1/4; the first layer's scale brings bytes near 1.
        scale = 1 / 128 if name == 'conv1' else 1
        values = random.integers(-4, 6, shape) / 4 * scale
        kept = random.random(shape) < min(1, (64 if name.startswith('fc2') else TERMS) / terms)
        values = np.where(kept, values, 0)
        parameters[f'{name}/W'] = values.astype('float32')
        parameters[f'{name}/b'] = (random.integers(0, 4, shape[0]) / 16).astype('float32')
    return parameters


def write(path, parameters):
    memory = io.BytesIO()
    with h5py.File(memory, 'w') as file:
        for name, values in parameters.items():
            file.create_dataset(name, data=values, compression=None if values.size <= 1 else 4)
    # gzip shrinks the file further, since hundreds of its chunks are equal.
    packed = gzip.compress(memory.getvalue(), 9, mtime=0)
    (ROOT / 'test' / 'models' / 'wadiqam' / path).write_bytes(packed)


def patches(name):
    x = networks.planes(np.asarray(networks.photo(name, BOX)))[0]
    _, height, width = x.shape
    return torch.stack([x[:, top:top + 32, left:left + 32]
                        for top in range(0, height - 31, 32) for left in range(0, width - 31, 32)])


def features(parameters, x):
    for i in range(10):
        x = functional.relu(functional.conv2d(x, parameters[f'conv{i + 1}/W'], parameters[f'conv{i + 1}/b'], padding=1))
        if i % 2 == 1:
            x = functional.max_pool2d(x, 2)
    return x.flatten(1)


def branch(parameters, h, suffix):
    first = functional.relu(functional.linear(h, parameters[f'fc1{suffix}/W'], parameters[f'fc1{suffix}/b']))
    return functional.linear(first, parameters[f'fc2{suffix}/W'], parameters[f'fc2{suffix}/b'])


def main():
    nr, fr = seeded(layers(512, True), 5), seeded(layers(1536, False), 6)
    write('nr.model.gz', nr)
    write('fr.model.gz', fr)
    nr, fr = ({name: torch.from_numpy(values) for name, values in each.items()} for each in (nr, fr))
    photo, reference = patches(PHOTO), patches(REFERENCE)
    with torch.no_grad():
        h = features(nr, photo)
        y, a = branch(nr, h, ''), functional.relu(branch(nr, h, '_a')) + 0.000001
        both, original = features(fr, photo), features(fr, reference)
        paired = branch(fr, torch.cat([both - original, both, original], 1), '')
    networks.write('wadiqam/deepiqa.json', {
        'photo': PHOTO, 'reference': REFERENCE, 'box': BOX,
        'nr': {'weighted': float((y * a).sum() / a.sum()), 'patchwise': float(y.mean()),
               'tensors': {'pool5': networks.sampled(h), 'score': networks.sampled(y)}},
        'fr': {'patchwise': float(paired.mean())},
    })


if __name__ == '__main__':
    main()
