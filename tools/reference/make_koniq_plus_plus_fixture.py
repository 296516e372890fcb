"""Makes test/models/resnets/koniq-plus-plus.json: KonIQ++ with seeded weights in PyTorch on a sample photo.

    pip install torch==2.13.0 torchvision==0.29.1
    python tools/reference/make_koniq_plus_plus_fixture.py

The network is reimplemented from https://github.com/SSL92/koniqplusplus (IQAmodel.py, test_image.py) around torchvision's
blocks, which are few and narrow in the fixture. The factor height / width in the last pooling is in the authors' code.
"""
import math

import torch
from torch import nn
from torch.nn import functional

import photo_networks as networks
import resnets
import synthetic

SEED, PHOTO, SIZE = 32, 'cat.jpg', (640, 480)
K, B = [8.5, 1, 1], [55.5, 0, 0]
HEADS = (8, 8, 8, 8, 16, 16, 24, 24)
PLANES, BLOCKS = (8, 8, 16, 16), (1, 2, 2, 1)


def distribution_of(name, shape):
    """The same as distributionOf in src/models/koniq-plus-plus/code.ts, except for k and b."""
    if len(shape) == 4 and ('.head' in name or '.conv1.0.' in name) and name.startswith('sub_'):
        return synthetic.bell(1 / math.prod(shape[1:]))
    return resnets.distribution_of(name, shape)


def conv_norm(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs))


def gate(channels):
    return nn.Sequential(nn.Conv2d(channels, channels // 2, 1), nn.ReLU(), nn.Conv2d(channels // 2, channels, 1), nn.Sigmoid())


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv_ca, self.conv_pa = gate(channels), gate(channels)

    def forward(self, x):
        return torch.sigmoid(self.conv_ca(x.mean((2, 3), keepdim=True)) * self.conv_pa(x))


class Refinement(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1, self.attn = conv_norm(inputs, outputs), Attention(outputs)

    def forward(self, finer, last):
        total = self.conv1(finer) + last
        return total * self.attn(total)


class SideNet(nn.Module):
    def __init__(self, outputs, inputs, heads):
        super().__init__()
        for i, (count, width) in enumerate(zip(inputs, heads)):
            setattr(self, f'head{i}', conv_norm(count, width))
        merged = 0
        for stage in range(4):
            setattr(self, f'fusion_block{stage + 1}', Refinement(merged + heads[2 * stage], heads[2 * stage + 1]))
            merged = heads[2 * stage + 1]
        self.fc_q = nn.Linear(merged, outputs)

    def forward(self, taps):
        heads = [getattr(self, f'head{i}')(tap) for i, tap in enumerate(taps)]
        merged = heads[0][:, :0]
        for stage in range(4):
            merged = getattr(self, f'fusion_block{stage + 1}')(torch.cat((merged, heads[2 * stage]), 1), heads[2 * stage + 1])
            weights = merged.exp().sum(1, keepdim=True)
            if stage < 3:
                merged = functional.avg_pool2d(merged * weights, 2) / functional.avg_pool2d(weights, 2)
        height, width = merged.shape[2:]
        pooled = (merged * weights).mean((2, 3)) * height / (weights.mean((2, 3)) * width)
        return self.fc_q(pooled)


class KonIQ(nn.Module):
    def __init__(self, features, inputs, heads):
        super().__init__()
        self.features = features
        self.sub_q, self.sub_dist = SideNet(1, inputs, heads), SideNet(4, inputs, heads)

    def forward(self, x):
        x, taps = self.features[:4](x), []
        for stage in self.features[4:]:
            first = stage[0](x)
            x = stage[1:](first)
            taps += [first, x]
        return self.sub_q(taps) * K[0] + B[0], self.sub_dist(taps)


@torch.no_grad()
def main():
    outputs = [4 * planes for planes in PLANES for _ in range(2)]
    model = KonIQ(resnets.resnext(PLANES, BLOCKS), outputs, HEADS)
    synthetic.fill(model.eval(), SEED, distribution_of)
    seen = {}
    for side in ('sub_q', 'sub_dist'):
        for name, module in getattr(model, side).named_children():
            if name in ('head3', 'fusion_block1', 'fusion_block2', 'fusion_block3', 'fusion_block4'):
                networks.keep(module, seen, f'{side}.{name}' + ('.1' if name == 'head3' else ''))
    seen['score'], seen['defects'] = model(networks.normalised(networks.photo(PHOTO).resize(SIZE, networks.Image.BILINEAR)))
    networks.write('resnets/koniq-plus-plus.json', {
        'photo': PHOTO, 'seed': SEED, 'k': K, 'b': B, 'shapes': networks.shapes_of(model),
        'tensors': {name: networks.sampled(tensor) for name, tensor in seen.items()},
    })


if __name__ == '__main__':
    main()
