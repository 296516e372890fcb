"""Writes the head as a safetensors file, which `convert` merges with the recognition network.

    python tools/train-face/export.py DATA
    npm run convert -- DATA/NETWORK-weights_manifest.json weights/face-recognisability.safetensors --second DATA/head.safetensors --dtype u8

NETWORK is defined in settings.py. Reads DATA/head.npz.
"""
import json
import struct

import numpy as np

from settings import data_folder


def main():
    folder = data_folder(__doc__)
    with np.load(folder / 'head.npz') as head:
        tensors = {f'head.{name}': head[name].astype('<f4') for name in sorted(head.files) if name != 'step'}
    header, offset = {}, 0
    for name, values in tensors.items():
        header[name] = {'dtype': 'F32', 'shape': list(values.shape), 'data_offsets': [offset, offset + values.nbytes]}
        offset += values.nbytes
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    with open(folder / 'head.safetensors', 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text)
        for values in tensors.values():
            file.write(values.tobytes())


if __name__ == '__main__':
    main()
