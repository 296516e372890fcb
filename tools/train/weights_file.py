"""Reads and writes safetensors files: the header's length in eight bytes, the header as JSON, and the tensors."""
import json
import os
import struct

import numpy as np

TYPES = {'U8': np.uint8, 'F16': np.float16, 'F32': np.float32, 'F64': np.float64}


def write_half_floats(path, tensors, metadata):
    """Writes tensors (name to array) as float16, sorted by name."""
    header, offset = {'__metadata__': dict(sorted(metadata.items()))}, 0
    for name in sorted(tensors):
        size = 2 * tensors[name].size
        header[name] = {'dtype': 'F16', 'shape': list(tensors[name].shape), 'data_offsets': [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    with open(f'{path}.part', 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text)
        for name in sorted(tensors):
            file.write(np.ascontiguousarray(tensors[name], '<f2').tobytes())
    os.replace(f'{path}.part', path)


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
