"""Makes test/models/hyperiqa/fixture.json: HyperIQA on MobileNetV2 with seeded weights in PyTorch, by the protocol `grid`.

    python tools/reference/make_hyperiqa_mobile_fixture.py

The backbone has about a sixteenth of its widths, which the program reads from the file. Made with torch 2.13.0.
"""
import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional

import photo_networks as networks
import synthetic

SEED, PHOTO, FRAME, SIDE, PLACES = 8, 'cat.jpg', (512, 384), 224, [(0, 0), (0, 288), (160, 0), (160, 288)]
STEM = 4
BLOCKS = [(0, 4, 1), (12, 6, 2), (16, 6, 1), (16, 8, 2), (24, 8, 1), (24, 8, 1), (24, 10, 2), (32, 10, 1), (32, 10, 1),
          (32, 10, 1), (32, 12, 1), (48, 12, 1), (48, 12, 1), (48, 16, 2), (64, 16, 1), (64, 16, 1), (64, 20, 1)]
"""For each block: the expanded channels (0 without expansion), the output's channels, the stride."""
TAPS = [3, 6, 13]
HEADS, HYPER, TARGET = [(4, 14), (6, 14), (8, 14), (None, 14)], (16, 12, 8), (56, 28, 14, 7, 7)


def convolution(inputs, outputs, side=1, groups=1):
    return nn.Conv2d(inputs, outputs, side, groups=groups)


class Block(nn.Module):
    def __init__(self, inputs, expansion, outputs, stride):
        super().__init__()
        if expansion:
            self.expand = convolution(inputs, expansion)
        wide = expansion or inputs
        self.depthwise, self.project = convolution(wide, wide, 3, wide), convolution(wide, outputs)
        self.stride, self.adds = stride, stride == 1 and inputs == outputs

    def forward(self, x):
        wide = functional.relu6(self.expand(x)) if hasattr(self, 'expand') else x
        # TensorFlow's SAME for an even side.
        padded = functional.pad(wide, (0, 1, 0, 1) if self.stride == 2 else (1, 1, 1, 1))
        layer = self.depthwise
        filtered = functional.relu6(functional.conv2d(padded, layer.weight, layer.bias, self.stride, groups=len(layer.bias)))
        narrow = self.project(filtered)
        return wide, x + narrow if self.adds else narrow


def taps_of(backbone, x):
    """The four maps that heads read: what the blocks of TAPS expand to, and the last block's output."""
    taps = []
    x = functional.relu6(functional.conv2d(functional.pad(x, (0, 1, 0, 1)), backbone.stem.weight, backbone.stem.bias, 2))
    for number, block in enumerate(backbone.blocks):
        wide, x = block(x)
        if number in TAPS:
            taps.append(wide)
    return [*taps, x]


class Backbone(nn.Module):
    """MobileNetV2 with the authors' local-distortion heads."""

    def __init__(self):
        super().__init__()
        self.stem = convolution(3, STEM, 3)
        inputs, self.blocks = STEM, nn.ModuleList()
        for expansion, outputs, stride in BLOCKS:
            self.blocks.append(Block(inputs, expansion, outputs, stride))
            inputs = outputs
        widths = [BLOCKS[tap][0] for tap in TAPS] + [inputs]
        for number, (width, side, (reduced, values)) in enumerate(zip(widths, (8, 4, 2, 1), HEADS), 1):
            pool = nn.AvgPool2d(7, 7)
            if reduced is not None:
                pool = nn.Sequential(nn.Conv2d(width, reduced, 1, bias=False), pool)
            setattr(self, f'lda{number}_pool', pool)
            setattr(self, f'lda{number}_fc', nn.Linear((reduced or width) * side * side, values))

    def forward(self, x):
        taps = taps_of(self, x)
        content = [getattr(self, f'lda{number}_fc')(getattr(self, f'lda{number}_pool')(tap).flatten(1))
                   for number, tap in enumerate(taps, 1)]
        return taps, torch.cat(content, 1)


class HyperIqa(nn.Module):
    def __init__(self):
        super().__init__()
        self.res = Backbone()
        a, b, c = HYPER
        self.conv1 = nn.Sequential(nn.Conv2d(BLOCKS[-1][1], a, 1), nn.ReLU(), nn.Conv2d(a, b, 1), nn.ReLU(),
                                   nn.Conv2d(b, c, 1), nn.ReLU())
        for i, (wide, narrow) in enumerate(zip(TARGET, TARGET[1:]), 1):
            setattr(self, f'fc{i}w_conv', nn.Conv2d(c, wide * narrow // 49, 3, padding=1))
            setattr(self, f'fc{i}b_fc', nn.Linear(c, narrow))
        self.fc5w_fc, self.fc5b_fc = nn.Linear(c, TARGET[-1]), nn.Linear(c, 1)

    def forward(self, x):
        taps, content = self.res(x)
        h = self.conv1(taps[-1])
        g, q = h.mean((2, 3)), content.unsqueeze(2)
        for i, (wide, narrow) in enumerate(zip(TARGET, TARGET[1:]), 1):
            weight = getattr(self, f'fc{i}w_conv')(h).reshape(len(q), narrow, wide)
            q = torch.sigmoid(torch.bmm(weight, q) + getattr(self, f'fc{i}b_fc')(g).unsqueeze(2))
        score = torch.bmm(self.fc5w_fc(g).unsqueeze(1), q) + self.fc5b_fc(g).unsqueeze(2)
        return {'res.blocks.3.expand': taps[0], 'res.blocks.6.expand': taps[1], 'res.blocks.13.expand': taps[2],
                'res.blocks.16.project': taps[3], 'content': content, 'score': score.reshape(len(q), 1)}


def main():
    model = synthetic.fill(HyperIqa().eval(), SEED)
    frame = np.asarray(networks.photo(PHOTO).resize(FRAME, Image.BILINEAR))
    crops = np.stack([frame[top:top + SIDE, left:left + SIDE].transpose(2, 0, 1) for top, left in PLACES])
    with torch.no_grad():
        tensors = model(torch.from_numpy(crops).float().div(255).sub(0.5).div(0.5))
    networks.write('hyperiqa/fixture.json', {
        'photo': PHOTO, 'seed': SEED, 'shapes': networks.shapes_of(model), 'places': PLACES,
        'tensors': {name: networks.sampled(tensor) for name, tensor in tensors.items()},
        'scores': tensors['score'][:, 0].tolist(),
    })


if __name__ == '__main__':
    main()
