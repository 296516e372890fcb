"""Shared by the fixtures of networks for photos: the photo, backbones, and the form of a fixture."""
import json

import numpy as np
import torch
from PIL import Image

import synthetic
from fixture_values import ROOT, keep, planes, sampled, shapes_of

IMAGENET_MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
IMAGENET_DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


def distribution_of(name, shape):
    """The same as sCnnDistribution in src/models/backbones/s-cnn.ts: BatchNorm's factors are about 1."""
    if len(shape) == 1 and name.endswith('.weight'):
        return synthetic.flat(0.5, 1)
    return synthetic.distribution_of(name, shape)


def fill(model, seed):
    """Fills a module with seeded weights, which depend on the names in its state_dict."""
    return synthetic.fill(model.eval(), seed, distribution_of)


def photo(name, box=None):
    """A sample photo, or the part of it in a box of left, top, right and bottom."""
    whole = Image.open(ROOT / 'samples' / name).convert('RGB')
    return whole if box is None else whole.crop(box)


def normalised(picture):
    """The picture as [1,3,H,W], the same as after torchvision's ToTensor and Normalize."""
    return (planes(np.asarray(picture)) / 255 - IMAGENET_MEAN) / IMAGENET_DEVIATION


def vgg16_features(divisor=1):
    """VGG-16's features with torchvision's indices and divided widths."""
    layers, inputs = [], 3
    for width in [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]:
        if width == 0:
            layers.append(torch.nn.MaxPool2d(2, 2))
        else:
            layers += [torch.nn.Conv2d(inputs, width // divisor, 3, padding=1), torch.nn.ReLU()]
            inputs = width // divisor
    return torch.nn.Sequential(*layers)


def s_cnn_features(divisor=1):
    """Nine convolutions with BatchNorm and ReLU, with the indices of the authors' checkpoint."""
    widths, strides = [3 * divisor, 48, 48, 64, 64, 64, 64, 128, 128, 128], [1, 2, 1, 2, 1, 2, 1, 1, 2]
    layers = []
    for inputs, outputs, stride in zip(widths, widths[1:], strides):
        inputs, outputs = inputs // divisor, outputs // divisor
        layers += [torch.nn.Conv2d(inputs, outputs, 3, stride, 1), torch.nn.BatchNorm2d(outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers)


def write(path, content):
    """Writes the fixture with one line per entry."""
    content = {'torch': torch.__version__, **content}
    lines = ',\n'.join(f'{json.dumps(key)}: {json.dumps(value)}' for key, value in content.items())
    file = ROOT / 'test' / 'models' / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{\n' + lines + '\n}\n')
    print('wrote', file)
