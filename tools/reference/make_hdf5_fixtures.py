"""Makes test/fixtures/formats/chainer.h5 and chunks.h5, and their values as hdf5.json.

    pip install h5py==3.16.0
    python tools/reference/make_hdf5_fixtures.py

Chainer's save_hdf5 (chainer/serializers/hdf5.py) makes a group for each link and a dataset for each parameter, compressed with
`compression=4` in h5py's default chunks unless it has only one value. chunks.h5 has other forms that h5py writes: chunks that do
not divide the shape, the Shuffle filter, and chunks without compression.
"""
import json

import h5py
import numpy as np

FOLDER = 'test/fixtures/formats/'
KINDS = {'float32': 'f32', 'float16': 'f16', 'float64': 'f64', 'int64': 'i64', 'uint8': 'u8'}


def some(shape, dtype='float32'):
    return ((np.arange(np.prod(shape, dtype=int)).reshape(shape) % 29 - 3) / 8).astype(dtype)


def described(values):
    return {'shape': list(values.shape), 'dtype': KINDS[str(values.dtype)], 'hex': values.tobytes().hex()}


links = {'conv1/W': some((4, 3, 3, 3)), 'conv1/b': some((4,)), 'fc2/W': some((1, 5)), 'fc2/b': some((1,))}
others = {
    'uneven': (some((5, 7)), {'chunks': (2, 3), 'compression': 4}),
    'shuffled': (some((5, 7), 'float64'), {'chunks': (5, 4), 'compression': 9, 'shuffle': True}),
    'plain': (some((3, 5, 2), 'float16'), {'chunks': (2, 2, 2)}),
    'wide': (some((3,), 'int64'), {'chunks': (8,), 'maxshape': (None,)}),
    # There are more chunks than fit into one node of the B-tree.
    'many': (some((70,), 'uint8'), {'chunks': (1,)}),
}

if __name__ == '__main__':
    with h5py.File(FOLDER + 'chainer.h5', 'w') as file:
        for name, values in links.items():
            file.create_dataset(name, data=values, compression=None if values.size <= 1 else 4)
        file.create_dataset('unread/lzf', data=some((4,)), compression='lzf')
        file.create_dataset('unread/nothing', data=h5py.Empty('f4'))
        file.create_dataset('unread/text', data='words')
        # This link makes the group contain itself.
        file['unread/again'] = file['unread']
    with h5py.File(FOLDER + 'chunks.h5', 'w') as file:
        for name, (values, options) in others.items():
            file.create_dataset(name, data=values, **options)
        missing = file.create_dataset('unwritten', (4,), 'f4', chunks=(2,))
        missing[0:2] = some((2,))
    expected = {'chainer.h5': links, 'chunks.h5': {name: values for name, (values, _) in others.items()}}
    with open(FOLDER + 'hdf5.json', 'w') as file:
        json.dump({name: {key: described(values) for key, values in tensors.items()}
                   for name, tensors in expected.items()}, file, indent=1)
        file.write('\n')
