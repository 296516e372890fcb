"""Shared by the fixtures of networks for aligned faces: seeded weights, the face, and the form of stored tensors."""
import json
import pathlib

import cv2
import numpy as np
import torch
from PIL import Image

import synthetic

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Left, top, right, bottom of a face in samples/grace-hopper.jpg.
FACE_PHOTO, FACE_BOX = 'grace-hopper.jpg', (183, 123, 350, 330)


def distribution_of(name, shape):
    """Keeps the scale of activations through every layer; iResNetDistribution in src/models/backbones/iresnet.ts is the same."""
    if len(shape) > 1:
        return synthetic.bell(1 / int(np.prod(shape[1:])))
    if name.endswith('.weight'):
        return synthetic.flat(0.5, 0.5)
    return synthetic.distribution_of(name, shape)


def fill(model, seed):
    """Fills a module with seeded weights, which depend on the names in its state_dict."""
    return synthetic.fill(model.eval(), seed, distribution_of)


def face():
    """The pixels of the face in RGB, before resizing."""
    return np.asarray(Image.open(ROOT / 'samples' / FACE_PHOTO).convert('RGB').crop(FACE_BOX))


def resized_by_opencv(pixels):
    return cv2.resize(pixels, (112, 112))


def resized_by_pillow(pixels):
    return np.asarray(Image.fromarray(pixels).resize((112, 112), Image.BILINEAR))


def planes(pixels):
    """The pixels as [1,3,H,W] of float32."""
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].float()


def number(value):
    """Rounds to nine digits, which represent a float32 exactly."""
    return float(f'{value:.9g}')


def sampled(tensor):
    """64 values of the flattened tensor, spread by a prime step; all values of a tensor with at most 64."""
    flat = np.asarray(tensor.detach(), np.float32).reshape(-1)
    count = min(64, flat.size)
    places = [i * 104_729 % flat.size if flat.size > 64 else i for i in range(count)]
    return {'count': flat.size, 'largest': number(np.abs(flat).max()), 'values': [number(flat[i]) for i in places]}


def keep(module, seen, name):
    """Stores the module's output in `seen` whenever it runs."""
    module.register_forward_hook(lambda _module, _inputs, output: seen.update({name: output}))


def shapes_of(*modules):
    """The shapes of the modules' weights and statistics by name, without BatchNorm's counters."""
    entries = {name: list(tensor.shape) for module in modules for name, tensor in module.state_dict().items()}
    return {name: shape for name, shape in entries.items() if not name.endswith('num_batches_tracked')}


def write(model, content):
    """Writes the fixture with one line per entry."""
    head = {'torch': torch.__version__, 'opencv': cv2.__version__, 'photo': FACE_PHOTO, 'box': FACE_BOX}
    lines = ',\n'.join(f'{json.dumps(key)}: {json.dumps(value)}' for key, value in {**head, **content}.items())
    path = ROOT / 'test' / 'models' / 'aligned-face' / f'{model}.json'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{\n' + lines + '\n}\n')
    print('wrote', path)
