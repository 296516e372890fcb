"""Makes test/models/aligned-face/magface.json: MagFace with seeded weights in PyTorch.

    python tools/reference/make_magface_fixture.py [CHECKPOINT]

iResNet and the quality (the length of the embedding) are reimplemented with the keys and the arithmetic of
https://github.com/IrvingMeng/MagFace (models/iresnet.py, inference/gen_feat.py). The fixture's network is narrow and has
iResNet-18's numbers of blocks. With CHECKPOINT, an iResNet-50 in full width is also written there in the published container,
and the quality of the same face is printed.
"""
import sys

import torch
from torch import nn

import face_networks

SEED = 21
EPSILON = 2e-5


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs, EPSILON)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs, EPSILON)
        self.prelu = nn.PReLU(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, stride, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs, EPSILON)
        if stride > 1:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False),
                                            nn.BatchNorm2d(outputs, EPSILON))

    def forward(self, x):
        residual = self.bn3(self.conv2(self.prelu(self.bn2(self.conv1(self.bn1(x))))))
        return residual + (self.downsample(x) if hasattr(self, 'downsample') else x)


class IResNet(nn.Module):
    def __init__(self, stem, stages, dimensions):
        """`stages` has the numbers of blocks and channels of each stage."""
        super().__init__()
        self.conv1 = nn.Conv2d(3, stem, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(stem, EPSILON)
        self.prelu = nn.PReLU(stem)
        inputs = stem
        for i, (blocks, width) in enumerate(stages):
            layers = [Block(inputs if block == 0 else width, width, 2 if block == 0 else 1) for block in range(blocks)]
            setattr(self, f'layer{i + 1}', nn.Sequential(*layers))
            inputs = width
        self.bn2 = nn.BatchNorm2d(inputs, EPSILON)
        self.fc = nn.Linear(inputs * 49, dimensions)
        self.features = nn.BatchNorm1d(dimensions, EPSILON)

    def forward(self, x):
        x = self.prelu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.features(self.fc(self.bn2(x).flatten(1)))


def iresnet50():
    return IResNet(64, [(3, 64), (4, 128), (14, 256), (3, 512)], 512)


def input_of(pixels):
    """The input of 112x112 pixels, B, G, R in 0..1."""
    return face_networks.planes(face_networks.resized_by_opencv(pixels)[..., ::-1]) / 255


@torch.no_grad()
def main(checkpoint=None):
    net = face_networks.fill(IResNet(4, [(2, 4), (2, 6), (2, 8), (2, 10)], 12), SEED)
    seen = {}
    face_networks.keep(net.prelu, seen, 'prelu')
    for stage in (1, 2, 3, 4):
        face_networks.keep(getattr(net, f'layer{stage}'), seen, f'layer{stage}.1')
    faces = input_of(face_networks.face())
    seen['features'] = net(faces)
    face_networks.write('magface', {
        'seed': SEED, 'shapes': face_networks.shapes_of(net),
        'tensors': {name: face_networks.sampled(tensor) for name, tensor in seen.items()},
        'score': face_networks.number(seen['features'].norm()),
    })
    if checkpoint is None:
        return
    whole = face_networks.fill(iresnet50(), SEED)
    state = {f'features.module.{name}': tensor for name, tensor in whole.state_dict().items()}
    torch.save({'epoch': 25, 'arch': 'iresnet50', 'state_dict': state}, checkpoint)
    print(checkpoint, whole(faces).norm().item())


if __name__ == '__main__':
    main(*sys.argv[1:])
