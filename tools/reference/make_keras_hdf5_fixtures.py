"""Makes test/fixtures/formats/keras-*.h5, and their values as JSON.

    KERAS_BACKEND=torch python tools/reference/make_keras_hdf5_fixtures.py      # keras 3.15, h5py 3.16

Keras itself writes `keras-whole.h5`. Keras 2 allowed names with slashes, as in keras-vggface. Its file of weights is written
with h5py in the layout of `keras.engine.hdf5_format.save_weights_to_hdf5_group`, with the list of layers split in two, as Keras
did for lists beyond 64 KB.
"""
import gzip
import io
import json
import os

os.environ.setdefault('KERAS_BACKEND', 'torch')

import h5py
import keras
import numpy as np

FOLDER = 'test/fixtures/formats/'


def described(values):
    kinds = {'float32': 'f32', 'float16': 'f16', 'float64': 'f64', 'int64': 'i64'}
    values = np.asarray(values)
    return {'shape': list(values.shape), 'dtype': kinds[str(values.dtype)], 'hex': values.tobytes().hex()}


def some(shape, dtype='float32'):
    return ((np.arange(np.prod(shape, dtype=int)).reshape(shape) - 3) / 8).astype(dtype)


def whole():
    model = keras.Sequential([
        keras.Input((2, 2, 1)),
        keras.layers.Conv2D(2, 1, name='conv'),
        keras.layers.BatchNormalization(name='bn'),
        keras.layers.Flatten(name='flat'),
        keras.layers.Dense(1, activation='sigmoid', name='fc'),
    ], name='tiny')
    model.set_weights([some(weight.shape) for weight in model.weights])
    model.save(FOLDER + 'keras-whole.h5')
    return {weight.path: described(weight.numpy()) for weight in model.weights}


def weights():
    layers = {
        'input_1': {},
        'conv1/7x7_s2': {'conv1/7x7_s2/kernel:0': some((3, 3, 1, 2))},
        'fc': {'fc/kernel:0': some((2, 1), 'float16'), 'fc/bias:0': some((1,), 'float64'), 'fc/steps:0': some((), 'int64')},
    }
    with h5py.File(FOLDER + 'keras-weights.h5', 'w') as file:
        file.attrs['layer_names0'] = np.array([name.encode() for name in layers][:2])
        file.attrs['layer_names1'] = np.array([name.encode() for name in layers][2:])
        file.attrs['backend'] = b'tensorflow'
        for layer, tensors in layers.items():
            group = file.create_group(layer)
            group.attrs['weight_names'] = np.array([name.encode() for name in tensors])
            for name, values in tensors.items():
                group.create_dataset(name, values.shape, dtype=values.dtype)[...] = values
        for name, options in {'chunked': {'chunks': (2,)}, 'big-endian': {'dtype': '>f4'}}.items():
            file['fc'].create_dataset(name, data=some((4,)), **options)
        file['fc'].attrs['weight_names'] = np.array([*map(str.encode, layers['fc']), b'chunked', b'big-endian'])
    layers['fc']['chunked'] = some((4,))
    return {name.removesuffix(':0'): described(values) for of in layers.values() for name, values in of.items()}


def many():
    """300 layers whose names are strings of variable length, as Keras 3 writes them."""
    container = io.BytesIO()
    with h5py.File(container, 'w') as file:
        names = [f'activation_{i}' for i in range(300)] + ['fc']
        file.attrs.create('layer_names', names, dtype=h5py.string_dtype())
        for name in names:
            file.create_group(name).attrs.create('weight_names', ['fc/bias'] if name == 'fc' else [], dtype=h5py.string_dtype())
        file['fc'].create_dataset('fc/bias', data=some((1,)))
    with open(FOLDER + 'keras-many.h5.gz', 'wb') as file:
        file.write(gzip.compress(container.getvalue(), 9, mtime=0))


if __name__ == '__main__':
    many()
    expected = {'keras-whole.h5': whole(), 'keras-weights.h5': weights()}
    with open(FOLDER + 'keras-hdf5.json', 'w') as file:
        json.dump(expected, file, indent=1)
        file.write('\n')
