"""Converts the scikit-learn regression of DeepBIQ from pickles to an .npz that `convert` reads.

    python tools/convert/scikit_svr.py SCALER.pkl SVR.pkl OUT.npz

The uncompressed pickles of joblib.dump or pickle.dump hold a StandardScaler (svr_process.pkl) and an SVR with the kernel 'rbf'
(svr_mode.pkl) of any version of scikit-learn. The script needs only NumPy and runs no code from the pickles: these can only
build arrays, and objects of scikit-learn and joblib become plain attributes. docs/CHECKPOINTS.md lists the arrays of OUT.npz.
"""
import argparse
import math
import os
import pickle
import sys

import numpy as np

MULTIARRAY = (np._core if hasattr(np, '_core') else np.core).multiarray


def latin1(text, encoding):
    if encoding != 'latin1':
        raise pickle.UnpicklingError(f'bytes are encoded as {encoding!r}')
    return text.encode('latin1')


def from_buffer(values, dtype, shape, order):
    return np.frombuffer(values, dtype).reshape(shape, order=order)


# The functions that a pickle may call. NumPy 2 renamed its modules, so files contain the names of either version.
CALLS = {
    ('numpy', 'ndarray'): np.ndarray,
    ('numpy', 'dtype'): np.dtype,
    ('_codecs', 'encode'): latin1,
    ('__builtin__', 'bytes'): bytes,
}
for core in ('numpy.core', 'numpy._core'):
    CALLS[f'{core}.multiarray', '_reconstruct'] = MULTIARRAY._reconstruct
    CALLS[f'{core}.multiarray', 'scalar'] = MULTIARRAY.scalar
    CALLS[f'{core}.numeric', '_frombuffer'] = from_buffer


class Attributes:
    """Stands for any object of scikit-learn or joblib."""


class ArrayPlace(Attributes):
    """joblib's NumpyArrayWrapper, which an array's values follow in the file."""

    def read(self, file):
        padding = getattr(self, 'numpy_array_alignment_bytes', None)
        if padding is not None:
            file.read(file.read(1)[0])
        count = math.prod(self.shape)
        left = os.fstat(file.fileno()).st_size - file.tell()
        if self.dtype.hasobject or count * self.dtype.itemsize > left:
            raise pickle.UnpicklingError(f'an array {self.shape} of {self.dtype} cannot be read from {left} bytes')
        values = np.frombuffer(file.read(count * self.dtype.itemsize), self.dtype)
        return values.reshape(self.shape[::-1]).T if self.order == 'F' else values.reshape(self.shape)


# Only the unpickler that is written in Python can be extended to replace a wrapper by its array.
class Reader(pickle._Unpickler):
    dispatch = dict(pickle._Unpickler.dispatch)

    def __init__(self, file):
        super().__init__(file)
        self.file = file

    def find_class(self, module, name):
        if (module, name) in CALLS:
            return CALLS[module, name]
        if name == 'NumpyArrayWrapper':
            return ArrayPlace
        if module.split('.')[0] == 'sklearn':
            return type(name, (Attributes,), {})
        raise pickle.UnpicklingError(f'it refers to {module}.{name}, which neither a scaler nor a regression needs')

    def load_build(self):
        super().load_build()
        if isinstance(self.stack[-1], ArrayPlace):
            self.stack[-1] = self.stack[-1].read(self.file)

    dispatch[pickle.BUILD[0]] = load_build


def read(path, name):
    """The attributes of the object in the file, which must be of the class `name`."""
    try:
        with open(path, 'rb') as file:
            found = Reader(file).load()
    except OSError as error:
        sys.exit(f'{path}: {error.strerror}.')
    except Exception as error:
        sys.exit(f'{path}: expected an uncompressed pickle of scikit-learn\'s {name}: {type(error).__name__}: {error}.')
    if type(found).__name__ != name:
        sys.exit(f'{path}: expected an object of scikit-learn\'s class {name}, found {type(found).__name__}.')
    return vars(found)


def arrays_of(scaler, regression):
    """The arrays by their names in the .npz, in float64."""
    if regression['kernel'] != 'rbf':
        sys.exit(f"Expected an SVR with the kernel 'rbf', found {regression['kernel']!r}.")
    vectors = regression['support_vectors_']
    features = vectors.shape[1]
    mean, scale = scaler.get('mean_'), scaler.get('scale_')
    arrays = {
        'scaler.mean': np.zeros(features) if mean is None else mean,
        'scaler.scale': np.ones(features) if scale is None else scale,
        'svr.support_vectors': vectors,
        'svr.dual_coef': regression['_dual_coef_'][0],
        'svr.intercept': regression['_intercept_'],
        'svr.gamma': np.array([regression['_gamma']]),
    }
    expected = [(features,), (features,), (len(vectors), features), (len(vectors),), (1,), (1,)]
    for (name, values), shape in zip(arrays.items(), expected):
        if values.shape != shape or not np.isfinite(values).all():
            sys.exit(f'{name}: expected finite values of the shape {shape}, found {values.shape}.')
    return {name: np.ascontiguousarray(values, '<f8') for name, values in arrays.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('scaler')
    parser.add_argument('svr')
    parser.add_argument('out')
    arguments = parser.parse_args()
    arrays = arrays_of(read(arguments.scaler, 'StandardScaler'), read(arguments.svr, 'SVR'))
    partial = f'{arguments.out}.{os.getpid()}.npz'
    np.savez(partial, **arrays)
    os.replace(partial, arguments.out)
    count, features = arrays['svr.support_vectors'].shape
    print(f'{arguments.out}: {count} support vectors of {features} features')


if __name__ == '__main__':
    main()
