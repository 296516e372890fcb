"""Makes test/models/aligned-face/eqface.json: EQFace with seeded weights in PyTorch.

    python tools/reference/make_eqface_fixture.py [BACKBONE QUALITY]

The networks are reimplemented with the keys and the arithmetic of https://github.com/deepcam-cn/FaceQuality. Those of the
fixture are narrow and have few blocks. With BACKBONE and QUALITY, networks in full size are also written to these files in their
published form, and the quality of the same face is printed.
"""
import sys

import torch
from torch import nn

import face_networks

SEED = 23


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.res_layer = nn.Sequential(
            nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs),
            nn.PReLU(outputs), nn.Conv2d(outputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs))
        self.shortcut_layer = None
        if stride > 1:
            self.shortcut_layer = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return self.res_layer(x) + (x if self.shortcut_layer is None else self.shortcut_layer(x))


class Backbone(nn.Module):
    def __init__(self, stem, stages, dimensions):
        super().__init__()
        self.input_layer = nn.Sequential(nn.Conv2d(3, stem, 3, 1, 1, bias=False), nn.BatchNorm2d(stem), nn.PReLU(stem))
        inputs = stem
        for i, (blocks, width) in enumerate(stages):
            layers = [Block(inputs if block == 0 else width, width, 2 if block == 0 else 1) for block in range(blocks)]
            setattr(self, f'layer{i + 1}', nn.Sequential(*layers))
            inputs = width
        self.output_layer = nn.Sequential(nn.BatchNorm2d(inputs), nn.Dropout(0.4), nn.Flatten())
        self.feature_layer = nn.Sequential(nn.Linear(inputs * 49, dimensions), nn.BatchNorm1d(dimensions))

    def forward(self, x):
        """The features from which the quality is computed, not the embedding."""
        return self.output_layer(self.layer4(self.layer3(self.layer2(self.layer1(self.input_layer(x))))))


class Quality(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.qualtiy = nn.Sequential(nn.Linear(features, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU(),
                                     nn.Linear(hidden, 2, bias=False), nn.Softmax(dim=1))

    def forward(self, features):
        return self.qualtiy(features)[:, 0]


def input_of(pixels):
    """The input of 112x112 pixels, R, G, B in about -1..1."""
    return (face_networks.planes(face_networks.resized_by_opencv(pixels)) - 127.5) / 128


@torch.no_grad()
def main(backbone_file=None, quality_file=None):
    backbone = face_networks.fill(Backbone(4, [(2, 4), (1, 6), (3, 8), (1, 10)], 5), SEED)
    quality = face_networks.fill(Quality(490, 12), SEED)
    seen = {}
    face_networks.keep(backbone.input_layer, seen, 'prelu')
    for name in ('layer1.1', 'layer2.0', 'layer3.2', 'layer4.0'):
        layer, block = name.split('.')
        face_networks.keep(getattr(backbone, layer)[int(block)], seen, name)
    face_networks.keep(quality.qualtiy[2], seen, 'qualtiy.2')
    face_networks.keep(quality.qualtiy[4], seen, 'qualtiy.4')
    faces = input_of(face_networks.face())
    score = quality(backbone(faces))
    face_networks.write('eqface', {
        'seed': SEED,
        'shapes': face_networks.shapes_of(backbone), 'headShapes': face_networks.shapes_of(quality),
        'tensors': {name: face_networks.sampled(tensor) for name, tensor in seen.items()},
        'score': face_networks.number(score.item()),
    })
    if backbone_file is None:
        return
    whole = face_networks.fill(Backbone(64, [(3, 64), (13, 128), (30, 256), (3, 512)], 512), SEED)
    head = face_networks.fill(Quality(25088, 512), SEED)
    torch.save(whole.state_dict(), backbone_file)
    torch.save({f'module.{name}': tensor for name, tensor in head.state_dict().items()}, quality_file)
    print(backbone_file, quality_file, head(whole(faces)).item())


if __name__ == '__main__':
    main(*sys.argv[1:])
