"""Makes test/models/resnets/linearity-iqa.json: LinearityIQA with seeded weights in PyTorch on a sample photo.

    pip install torch==2.13.0 torchvision==0.29.1
    python tools/reference/make_linearity_iqa_fixture.py [CHECKPOINT]

The network is reimplemented from https://github.com/lidq92/LinearityIQA (IQAmodel.py, test_demo.py) around torchvision's
blocks, which are few and narrow in the fixture. With CHECKPOINT, a ResNeXt-101 in full width is also written there in the
published container, and the score of the same photo is printed.
"""
import math
import sys

import torch
from torch import nn

import photo_networks as networks
import resnets
import synthetic

SEED, PHOTO, SIZE = 31, 'cat.jpg', (664, 498)
K, B = [9.5, 1, 1.25], [61.5, 0, -0.5]


def distribution_of(name, shape):
    """The same as distributionOf in src/models/linearity-iqa/code.ts, except for k and b."""
    if len(shape) == 2:
        return synthetic.bell(1 / math.prod(shape[1:]))
    return resnets.distribution_of(name, shape)


def chain(widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs)]
    return nn.Sequential(*layers, nn.ReLU())


class Linearity(nn.Module):
    def __init__(self, features, inputs, widths):
        super().__init__()
        self.features = features
        self.dr6, self.dr7 = (chain([count, *widths]) for count in inputs)
        self.regr6, self.regr7 = nn.Linear(widths[-1], 1), nn.Linear(widths[-1], 1)
        self.regression = nn.Linear(2 * widths[-1], 1)

    def forward(self, x):
        third = self.features[:7](x)
        fourth = self.features[7](third)
        halves = self.dr6(third.mean((2, 3))), self.dr7(fourth.mean((2, 3)))
        return self.regression(torch.cat(halves, 1)) * K[0] + B[0]


def saved(model, path):
    torch.save({'model': {f'module.{name}': tensor for name, tensor in model.state_dict().items()}, 'k': K, 'b': B}, path)


@torch.no_grad()
def main(checkpoint=None):
    photo = networks.normalised(networks.photo(PHOTO).resize(SIZE, networks.Image.BILINEAR))
    narrow = Linearity(resnets.resnext((8, 8, 16, 16), (1, 2, 2, 1)), (64, 64), (24, 16, 8))
    narrow = synthetic.fill(narrow.eval(), SEED, distribution_of)
    seen = {}
    for place, name in ((2, 'relu'), (4, 'layer1.0'), (5, 'layer2.1'), (6, 'layer3.1'), (7, 'layer4.0')):
        networks.keep(narrow.features[place], seen, f'features.{name}')
    for name in ('dr6', 'dr7'):
        networks.keep(getattr(narrow, name), seen, f'{name}.6')
    seen['score'] = narrow(photo)
    networks.write('resnets/linearity-iqa.json', {
        'photo': PHOTO, 'seed': SEED, 'k': K, 'b': B, 'shapes': networks.shapes_of(narrow),
        'tensors': {name: networks.sampled(tensor) for name, tensor in seen.items()},
    })
    if checkpoint is None:
        return
    whole = Linearity(resnets.resnext101(), (1024, 2048), (1024, 256, 64))
    saved(synthetic.fill(whole.eval(), SEED, distribution_of), checkpoint)
    print(checkpoint, whole(photo).item())


if __name__ == '__main__':
    main(*sys.argv[1:])
