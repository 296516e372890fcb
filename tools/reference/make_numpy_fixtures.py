"""Makes test/fixtures/formats/numpy-*.npz and .npy, and their values as JSON.

    python tools/reference/make_numpy_fixtures.py      # numpy 2.4
"""
import json

import numpy as np

FOLDER = 'test/fixtures/formats/'
KINDS = {
    'float16': 'f16', 'float32': 'f32', 'float64': 'f64', 'int8': 'i8', 'int16': 'i16', 'int32': 'i32', 'int64': 'i64',
    'uint8': 'u8', 'bool': 'bool',
}


def some(shape, dtype='float32'):
    return ((np.arange(np.prod(shape, dtype=int)).reshape(shape) - 3) / 8).astype(dtype)


def described(values):
    return {'shape': list(values.shape), 'dtype': KINDS[str(values.dtype)], 'hex': values.tobytes('C').hex()}


arrays = {f'types/{name}': (some((5,), 'float64') * 16).astype(name) for name in KINDS}
arrays |= {
    'opt/target/Transformer/encoderblock_0/MlpBlock_3/Dense_0/kernel': some((2, 3)),
    'scalar': np.float32(0.5),
    'empty': some((0, 4)),
    'fortran': np.asfortranarray(some((2, 3, 4))),
    'fortran-f64': np.asfortranarray(some((3, 2), 'float64')),
    'column': np.asfortranarray(some((3, 1))),
    # Equal values, so that the compression ratio exceeds 100.
    'zeros': np.zeros((64, 64), 'float32'),
}
unread = {
    'big-endian': some((4,), '>f4'),
    'objects': np.array([{'step': 1}, None], dtype=object),
    'fields': np.zeros(2, dtype=[('a', '<f4'), ('b', '<i4')]),
    'complex': np.zeros(2, 'complex64'),
    'words': np.array(['bad', 'good']),
    'uint32': np.zeros(2, 'uint32'),
}

if __name__ == '__main__':
    arrays = {name: np.asarray(values) if values.ndim == 0 else values for name, values in arrays.items()}
    few = {name: values for name, values in arrays.items() if name != 'zeros'}
    np.savez(FOLDER + 'numpy-stored.npz', **few, **unread)
    np.savez_compressed(FOLDER + 'numpy-deflated.npz', **arrays)
    np.save(FOLDER + 'numpy-single.npy', arrays['fortran'])
    expected = {
        'numpy-stored.npz': {name: described(values) for name, values in few.items()},
        'numpy-deflated.npz': {name: described(values) for name, values in arrays.items() if name != 'zeros'},
        'numpy-single.npy': {'array': described(arrays['fortran'])},
    }
    with open(FOLDER + 'numpy.json', 'w') as file:
        json.dump(expected, file, indent=1)
        file.write('\n')
