"""HyperIQA's heads, hypernetwork and target net on MobileNetV2's taps, in PyTorch.

The heads average 7x7 patches after a 1x1 convolution without bias, and both are linear: here the patches are averaged
first, so that a frozen backbone's patches can be kept. Names and shapes are tools/reference/hyperiqa_torch.py's.
"""
import torch
from torch import nn
import torch.nn.functional as F

from backbone import TAP_CHANNELS

SIDES = (8, 4, 2, 1)
"""Patches of each tap, across and down."""
HEADS = ((24, 28), (32, 28), (32, 28), (None, 28))
"""Of each tap's head: channels of its 1x1 convolution (the last has none), values it gives."""
HYPER = (128, 64, 16)
TARGET = (112, 56, 28, 14, 7)


class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        for number, (channels, side, (reduced, values)) in enumerate(zip(TAP_CHANNELS, SIDES, HEADS), 1):
            if reduced is not None:
                setattr(self, f'lda{number}_pool', nn.Sequential(nn.Conv2d(channels, reduced, 1, bias=False)))
            setattr(self, f'lda{number}_fc', nn.Linear((reduced or channels) * side * side, values))

    def forward(self, patches):
        """The content vector [N,112] of the four taps' patches."""
        reduced = [getattr(self, f'lda{number}_pool')(x) for number, x in enumerate(patches[:3], 1)] + [patches[3]]
        return torch.cat([getattr(self, f'lda{number}_fc')(x.flatten(1)) for number, x in enumerate(reduced, 1)], 1)


class Judge(nn.Module):
    """Scores [N] of the four taps' patches and the whole last tap, channels scaled to about 1 (train_judge.py)."""

    def __init__(self):
        super().__init__()
        self.res = Heads()
        a, b, c = HYPER
        self.conv1 = nn.Sequential(nn.Conv2d(TAP_CHANNELS[-1], a, 1), nn.ReLU(), nn.Conv2d(a, b, 1), nn.ReLU(),
                                   nn.Conv2d(b, c, 1), nn.ReLU())
        for i, (wide, narrow) in enumerate(zip(TARGET, TARGET[1:]), 1):
            setattr(self, f'fc{i}w_conv', nn.Conv2d(c, wide * narrow // 49, 3, padding=1))
            setattr(self, f'fc{i}b_fc', nn.Linear(c, narrow))
        self.fc5w_fc, self.fc5b_fc = nn.Linear(c, TARGET[-1]), nn.Linear(c, 1)

    def forward(self, patches, last):
        content, h = self.res(patches), self.conv1(last)
        g = h.mean((2, 3))
        q = content.unsqueeze(2)
        for i, (wide, narrow) in enumerate(zip(TARGET, TARGET[1:]), 1):
            weight = getattr(self, f'fc{i}w_conv')(h).reshape(len(q), narrow, wide)
            q = torch.sigmoid(torch.bmm(weight, q) + getattr(self, f'fc{i}b_fc')(g).unsqueeze(2))
        return (torch.bmm(self.fc5w_fc(g).unsqueeze(1), q) + self.fc5b_fc(g).unsqueeze(2)).reshape(len(q))


def patches_of(taps):
    """Means over 7x7 pixels of the four taps: [N,192,8,8], [N,288,4,4], [N,816,2,2], [N,448,1,1]."""
    return [F.avg_pool2d(tap, 7) for tap in taps]

