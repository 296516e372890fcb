"""Makes test/models/aligned-face/sdd-fiqa.json: SDD-FIQA with seeded weights in PyTorch.

    python tools/reference/make_sdd_fiqa_fixture.py [CHECKPOINT]

The network is reimplemented with the keys and the arithmetic of https://github.com/Tencent/TFace (quality/). The fixture's
network is narrow and has the published depth. With CHECKPOINT, a network in full width is also written there in the published
form, and the quality of the same face is printed.
"""
import sys

import torch
from torch import nn

import face_networks

SEED = 22
UNITS = (3, 4, 14, 3)


class Unit(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        if inputs == outputs:
            self.shortcut_layer = nn.MaxPool2d(1, stride)
        else:
            self.shortcut_layer = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
        self.res_layer = nn.Sequential(
            nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False), nn.PReLU(outputs),
            nn.Conv2d(outputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return self.res_layer(x) + self.shortcut_layer(x)


class QualityNetwork(nn.Module):
    def __init__(self, stem, widths):
        super().__init__()
        self.input_layer = nn.Sequential(nn.Conv2d(3, stem, 3, 1, 1, bias=False), nn.BatchNorm2d(stem), nn.PReLU(stem))
        units, inputs = [], stem
        for count, width in zip(UNITS, widths):
            units += [Unit(inputs if unit == 0 else width, width, 2 if unit == 0 else 1) for unit in range(count)]
            inputs = width
        self.body = nn.Sequential(*units)
        self.quality = nn.Sequential(nn.Flatten(), nn.PReLU(inputs * 49), nn.Dropout(0.5), nn.Linear(inputs * 49, 1))

    def forward(self, x):
        return self.quality(self.body(self.input_layer(x)))


def input_of(pixels):
    """The input of 112x112 pixels, R, G, B in -1..1."""
    return (face_networks.planes(face_networks.resized_by_pillow(pixels)) / 255 - 0.5) / 0.5


@torch.no_grad()
def main(checkpoint=None):
    # As in the published widths, the first stage keeps its channels, so that its shortcut only subsamples.
    net = face_networks.fill(QualityNetwork(4, (4, 6, 8, 10)), SEED)
    seen = {}
    face_networks.keep(net.input_layer, seen, 'prelu')
    for name, unit in {'layer1.0': 0, 'layer1.2': 2, 'layer2.3': 6, 'layer3.13': 20, 'layer4.2': 23}.items():
        face_networks.keep(net.body[unit], seen, name)
    face_networks.keep(net.quality[1], seen, 'quality.1')
    faces = input_of(face_networks.face())
    score = net(faces)
    face_networks.write('sdd-fiqa', {
        'seed': SEED, 'shapes': face_networks.shapes_of(net),
        'tensors': {name: face_networks.sampled(tensor) for name, tensor in seen.items()},
        'score': face_networks.number(score.item()),
    })
    if checkpoint is None:
        return
    whole = face_networks.fill(QualityNetwork(64, (64, 128, 256, 512)), SEED)
    torch.save({f'module.{name}': tensor for name, tensor in whole.state_dict().items()}, checkpoint)
    print(checkpoint, whole(faces).item())


if __name__ == '__main__':
    main(*sys.argv[1:])
