"""Makes test/models/vsfa/fixture.json: VSFA and MDTVSFA with synthetic weights in PyTorch on crops of a sample photo as frames.

    python tools/reference/make_vsfa_fixture.py --published FOLDER

The networks are reimplemented from https://github.com/lidq92/VSFA and https://github.com/lidq92/MDTVSFA with an eighth of
ResNet-50's widths and narrow heads, which the program reads from the files. The published VSFA.pt and MDTVSFA.pt in FOLDER score
30 frames of uniformly distributed features, drawn after torch.manual_seed(0). Made with torch 2.13.0.
"""
import argparse
import math
from pathlib import Path

import torch
from torch.nn import functional

import photo_networks as networks
import synthetic

SEED, PHOTO, SIDES = 8, 'cat.jpg', (50, 34)
# The crop moves to the right and down from frame to frame.
BOXES = [(150 + 7 * i, 60 + 3 * i, 150 + 7 * i + SIDES[0], 60 + 3 * i + SIDES[1]) for i in range(13)]
DIVISOR, REDUCED, HIDDEN = 8, 12, 5
SETS = {'K': 'KoNViD-1k', 'C': 'CVD2014', 'L': 'LIVE-Qualcomm', 'N': 'LIVE-VQC'}


class Bottleneck(torch.nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(width)
        self.conv2 = torch.nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = torch.nn.BatchNorm2d(width)
        self.conv3 = torch.nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = torch.nn.BatchNorm2d(4 * width)
        self.downsample = None
        if stride != 1 or inputs != 4 * width:
            self.downsample = torch.nn.Sequential(
                torch.nn.Conv2d(inputs, 4 * width, 1, stride, bias=False), torch.nn.BatchNorm2d(4 * width)
            )

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        y = functional.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return functional.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet50(torch.nn.Module):
    """ResNet-50 up to its last maps, with torchvision's names."""

    def __init__(self, divisor=1):
        super().__init__()
        inputs = 64 // divisor
        self.conv1 = torch.nn.Conv2d(3, inputs, 7, 2, 3, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(inputs)
        for stage, (blocks, width) in enumerate([(3, 64), (4, 128), (6, 256), (3, 512)]):
            layers = []
            for block in range(blocks):
                layers.append(Bottleneck(inputs, width // divisor, 2 if stage > 0 and block == 0 else 1))
                inputs = 4 * width // divisor
            setattr(self, f'layer{stage + 1}', torch.nn.Sequential(*layers))

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


def features_of(resnet, frames):
    """The features [T, 2*C] of T frames: spatial means, then unbiased spatial standard deviations."""
    maps = [resnet(frame).flatten(2)[0] for frame in frames]
    return torch.stack([torch.cat((each.mean(1), each.std(1))) for each in maps])


def temporal_pooling(q, tau=12, beta=0.5):
    """The authors' function TP, which uses pooling layers, from T frames' scores to one number."""
    x = q[None, None]
    worst = functional.max_pool1d(torch.cat((torch.full((1, 1, tau - 1), -math.inf), -x), 2), tau, 1)
    padding = torch.full((1, 1, tau - 1), 10000.0)
    both, weights = torch.cat((x * torch.exp(-x), padding * torch.exp(-padding)), 2), torch.cat((torch.exp(-x), torch.exp(-padding)), 2)
    coming = functional.avg_pool1d(both, tau, 1) / functional.avg_pool1d(weights, tau, 1)
    return (beta * coming - (1 - beta) * worst).mean()


class Vsfa(torch.nn.Module):
    def __init__(self, features=4096, reduced=128, hidden=32):
        super().__init__()
        self.ann = torch.nn.Module()
        self.ann.fc0 = torch.nn.Linear(features, reduced)
        self.ann.fc = torch.nn.Linear(reduced, reduced)  # unused, but in the published file
        self.rnn = torch.nn.GRU(reduced, hidden, batch_first=True)
        self.q = torch.nn.Linear(hidden, 1)

    def forward(self, features):
        q = self.q(self.rnn(self.ann.fc0(features)[None])[0])[0, :, 0]
        return {'score': temporal_pooling(q).item(), 'frames': q.tolist()}


class MdtVsfa(torch.nn.Module):
    def __init__(self, features=4096, reduced=128, hidden=32):
        super().__init__()
        self.dimemsion_reduction = torch.nn.Linear(features, reduced)
        self.feature_aggregation = torch.nn.GRU(reduced, hidden, batch_first=True)
        self.regression = torch.nn.Linear(hidden, 1)
        self.nlm = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.Sigmoid(), torch.nn.Linear(1, 1))
        self.lm = torch.nn.ModuleDict({name: torch.nn.Linear(1, 1) for name in SETS})

    def forward(self, features):
        q = self.regression(self.feature_aggregation(self.dimemsion_reduction(features)[None])[0])[0, :, 0]
        relative = torch.sigmoid(temporal_pooling(q)[None])
        mapped = self.nlm(relative)
        sets = {title: self.lm[name](mapped).item() for name, title in SETS.items()}
        parts = {'relative': relative.item(), **sets}
        return {'score': mapped.item(), 'parts': parts, 'frames': self.nlm(torch.sigmoid(q)[:, None])[:, 0].tolist()}


def fill(module):
    """Fills a module with seeded weights. The rules of synthetic.distribution_of expect a dot before a layer's name."""
    return synthetic.fill(module.eval(), SEED, lambda name, shape: synthetic.distribution_of(f'.{name}', shape))


def published(folder):
    """The results of the published heads on random features."""
    results = {}
    for name, head in {'VSFA': Vsfa(), 'MDTVSFA': MdtVsfa()}.items():
        head.load_state_dict(torch.load(Path(folder) / f'{name}.pt', map_location='cpu', weights_only=True))
        torch.manual_seed(0)
        results[name] = head.eval()(torch.rand(30, 4096))
    return results


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--published', required=True)
    arguments = parser.parse_args()
    resnet = fill(ResNet50(DIVISOR))
    count = 2 * 4 * 512 // DIVISOR
    heads = {'vsfa': fill(Vsfa(count, REDUCED, HIDDEN)), 'mdtvsfa': fill(MdtVsfa(count, REDUCED, HIDDEN))}
    with torch.no_grad():
        features = features_of(resnet, [networks.normalised(networks.photo(PHOTO, box)) for box in BOXES])
        networks.write('vsfa/fixture.json', {
            'photo': PHOTO, 'boxes': BOXES,
            'resnet': {'seed': SEED, 'shapes': networks.shapes_of(resnet)},
            'heads': {name: {'seed': SEED, 'shapes': networks.shapes_of(head)} for name, head in heads.items()},
            'features': networks.sampled(features[0]),
            'results': {name: head(features) for name, head in heads.items()},
            'published': published(arguments.published),
        })


if __name__ == '__main__':
    main()
