"""Makes test/models/face-recognisability/fixture.json: PyTorch's scores for crops of samples/ with the committed weights.

    python tools/reference/make_face_recognisability_fixture.py

Needs torch, numpy and Pillow. The network is that of tools/train-face; test/models/face-recognisability/descriptors.json compares
it with TensorFlow.js.
"""
import hashlib
import json
import pathlib
import sys

import numpy as np
import torch
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tools/train-face'), str(ROOT / 'tools/train')]

from chips import network_input  # noqa: E402
from recognition import Recognition  # noqa: E402
from weights_file import read_weights  # noqa: E402

CROPS = [('grace-hopper.jpg', (190, 150, 340, 300)), ('grace-hopper.jpg', (150, 110, 300, 260)), ('cat.jpg', (60, 40, 210, 190))]


def named_as_published(tensors):
    """Converts tensors to the names and axes that `Recognition` uses."""
    words = {'conv.weight': 'conv/filters', 'conv.bias': 'conv/bias', 'scale.weight': 'scale/weights', 'scale.bias': 'scale/biases'}
    named = {'fc': tensors['fc.weight'].T}
    for name, tensor in tensors.items():
        for own, theirs in words.items():
            if name.endswith(f'.{own}'):
                layer = name[:-len(own) - 1].replace('.', '/')
                named[f'{layer}/{theirs}'] = tensor.permute(2, 3, 1, 0) if tensor.ndim == 4 else tensor
    return named


def main():
    values, _ = read_weights(ROOT / 'weights/face-recognisability.safetensors')
    tensors = {name: torch.from_numpy(array) for name, array in values.items()}
    network = Recognition.__new__(Recognition)
    network.weights = named_as_published(tensors)
    cases = []
    for photo, box in CROPS:
        pixels = np.array(Image.open(ROOT / 'samples' / photo).convert('RGB').crop(box))
        read, _features, _descriptors = network(torch.from_numpy(network_input([pixels])))
        hidden = torch.relu(read @ tensors['head.hidden.weight'].T + tensors['head.hidden.bias'])
        share = torch.sigmoid(hidden @ tensors['head.score.weight'].T + tensors['head.score.bias'])
        digest = hashlib.sha256(pixels.tobytes()).hexdigest()
        cases.append({'photo': photo, 'box': box, 'pixelsSha256': digest, 'score': round(100 * float(share[0, 0]), 5)})
    made = {'command': 'python tools/reference/make_face_recognisability_fixture.py', 'versions': {'torch': torch.__version__},
            'cases': cases}
    (ROOT / 'test/models/face-recognisability/fixture.json').write_text(json.dumps(made) + '\n')


if __name__ == '__main__':
    main()
