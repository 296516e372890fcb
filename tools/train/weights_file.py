"""Reads and writes safetensors files: the header's length in eight bytes, the header as JSON, and the tensors."""
import hashlib
import json
import os
import struct

import numpy as np

TYPES = {'U8': np.uint8, 'F16': np.float16, 'F32': np.float32, 'F64': np.float64}


def write_weights(path, tensors, metadata, largest):
    """Writes tensors (name to array), prints the file's size and sha256, and exits if it has more than `largest` bytes."""
    names = {np.dtype(values): name for name, values in TYPES.items()}
    # The widest first, so that every tensor begins at a multiple of its own size.
    order = sorted(tensors, key=lambda name: (-tensors[name].itemsize, name))
    header, offset = {'__metadata__': dict(sorted(metadata.items()))}, 0
    for name in order:
        values = tensors[name]
        end = offset + values.nbytes
        header[name] = {'dtype': names[values.dtype], 'shape': list(values.shape), 'data_offsets': [offset, end]}
        offset = end
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    with open(f'{path}.part', 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + b''.join(tensors[name].tobytes() for name in order))
    os.replace(f'{path}.part', path)
    size = path.stat().st_size
    if size > largest:
        raise SystemExit(f'{path} has {size} bytes, more than {largest}')
    print(f'{path}: {len(tensors)} tensors, {size} bytes, {hashlib.sha256(path.read_bytes()).hexdigest()}')


def read_weights(path):
    """The tensors as float32, and the metadata. Bytes are widened by their NAME.step, a scale and a minimum."""
    data = path.read_bytes()
    length, = struct.unpack('<Q', data[:8])
    header = json.loads(data[8:8 + length])
    metadata = header.pop('__metadata__', {})
    stored = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry['data_offsets'])
        stored[name] = np.frombuffer(data[begin:end], TYPES[entry['dtype']]).reshape(entry['shape'])
    tensors = {}
    for name, values in stored.items():
        if name.endswith('.step'):
            continue
        if f'{name}.step' in stored:
            scale, least = stored[f'{name}.step']
            values = values * scale + least
        tensors[name] = values.astype(np.float32)
    return tensors, metadata
