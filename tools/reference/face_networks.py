"""Shared by the fixtures of networks for aligned faces: seeded weights, the face, and the form of stored tensors."""
import json

import cv2
import numpy as np
import torch
from PIL import Image

import synthetic
from fixture_values import ROOT, keep, number, planes, sampled, shapes_of

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


def write(model, content):
    """Writes the fixture with one line per entry."""
    head = {'torch': torch.__version__, 'opencv': cv2.__version__, 'photo': FACE_PHOTO, 'box': FACE_BOX}
    lines = ',\n'.join(f'{json.dumps(key)}: {json.dumps(value)}' for key, value in {**head, **content}.items())
    path = ROOT / 'test' / 'models' / 'aligned-face' / f'{model}.json'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{\n' + lines + '\n}\n')
    print('wrote', path)
