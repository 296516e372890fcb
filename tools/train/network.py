"""HyperIQA with other widths in PyTorch, with the architecture and the names of tools/reference/hyperiqa_torch.py.

Shapes of the nano model, for N crops [N,3,224,224]: the stem gives [N,16,56,56], the four stages [N,64,56,56],
[N,128,28,28], [N,192,14,14] and [N,384,7,7]; the content vector is [N,112], the hypernetwork's map [N,32,7,7], and the
target net 112-56-28-14-7-1 has weights of its own for every crop.
"""
import torch
from torch import nn
import torch.nn.functional as F

from renorm import BatchNorm

STEM = 16
STAGES = ((16, 2, 1), (32, 2, 2), (48, 3, 2), (96, 2, 2))
"""For each stage: the width inside a block (its output is four times as wide), the number of blocks, the stride of the first."""
HEADS = ((16, 8), (16, 8), (32, 8), (None, 88))
"""For each stage's local-distortion head: the channels of its 1x1 convolution (the last has none), and its outputs."""
HYPER = (256, 128, 32)
TARGET = (112, 56, 28, 14, 7)


class Bottleneck(nn.Module):
    def __init__(self, cin, mid, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(cin, mid, 1, bias=False), BatchNorm(mid)
        self.conv2, self.bn2 = nn.Conv2d(mid, mid, 3, stride, 1, bias=False), BatchNorm(mid)
        self.conv3, self.bn3 = nn.Conv2d(mid, 4 * mid, 1, bias=False), BatchNorm(4 * mid)
        self.downsample = None
        if stride != 1 or cin != 4 * mid:
            self.downsample = nn.Sequential(nn.Conv2d(cin, 4 * mid, 1, stride, bias=False), BatchNorm(4 * mid))

    def forward(self, x):
        skip = x if self.downsample is None else self.downsample(x)
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + skip)


class Backbone(nn.Module):
    """The ResNet and the local-distortion heads."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, STEM, 7, 2, 3, bias=False), BatchNorm(STEM)
        channels, side = STEM, 56
        for number, ((mid, blocks, stride), (reduced, values)) in enumerate(zip(STAGES, HEADS), 1):
            first = Bottleneck(channels, mid, stride)
            setattr(self, f'layer{number}', nn.Sequential(first, *(Bottleneck(4 * mid, mid, 1) for _ in range(blocks - 1))))
            channels, side = 4 * mid, side // stride
            pool = nn.AvgPool2d(7, 7)
            if reduced is not None:
                pool = nn.Sequential(nn.Conv2d(channels, reduced, 1, bias=False), pool)
            setattr(self, f'lda{number}_pool', pool)
            setattr(self, f'lda{number}_fc', nn.Linear((reduced or channels) * (side // 7) ** 2, values))

    def stages(self, x):
        """The outputs of the four stages, for crops whose sides are multiples of 32."""
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        results = []
        for number in range(1, len(STAGES) + 1):
            x = getattr(self, f'layer{number}')(x)
            results.append(x)
        return results

    def content(self, stages):
        """The content vector [N,112] from the stages' outputs for 224x224 crops."""
        return torch.cat([getattr(self, f'lda{number}_fc')(getattr(self, f'lda{number}_pool')(x).flatten(1))
                          for number, x in enumerate(stages, 1)], 1)


class HyperIQA(nn.Module):
    """Scores [N] of crops [N,3,224,224] with ImageNet's normalisation."""

    def __init__(self):
        super().__init__()
        self.res = Backbone()
        a, b, c = HYPER
        self.conv1 = nn.Sequential(nn.Conv2d(4 * STAGES[-1][0], a, 1), nn.ReLU(), nn.Conv2d(a, b, 1), nn.ReLU(),
                                   nn.Conv2d(b, c, 1), nn.ReLU())
        for i, (wide, narrow) in enumerate(zip(TARGET, TARGET[1:]), 1):
            setattr(self, f'fc{i}w_conv', nn.Conv2d(c, wide * narrow // 49, 3, padding=1))
            setattr(self, f'fc{i}b_fc', nn.Linear(c, narrow))
        self.fc5w_fc, self.fc5b_fc = nn.Linear(c, TARGET[-1]), nn.Linear(c, 1)

    def forward(self, x):
        return self.of_stages(self.res.stages(x))

    def of_stages(self, stages):
        content, h = self.res.content(stages), self.conv1(stages[-1])
        g = h.mean((2, 3))
        q = content.unsqueeze(2)
        for i, (wide, narrow) in enumerate(zip(TARGET, TARGET[1:]), 1):
            weight = getattr(self, f'fc{i}w_conv')(h).reshape(len(q), narrow, wide)
            q = torch.sigmoid(torch.bmm(weight, q) + getattr(self, f'fc{i}b_fc')(g).unsqueeze(2))
        return (torch.bmm(self.fc5w_fc(g).unsqueeze(1), q) + self.fc5b_fc(g).unsqueeze(2)).reshape(len(q))


MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def normalised(crops):
    """Converts crops [N,224,224,3] of uint8 to the network's input [N,3,224,224]."""
    x = torch.as_tensor(crops).permute(0, 3, 1, 2).to(torch.float32).div(255)
    return x.sub(torch.tensor(MEAN)[:, None, None]).div(torch.tensor(DEVIATION)[:, None, None])


def in_units(state, mean, deviation):
    """Converts the weights of a network that predicts (label - mean) / deviation to those of one that predicts labels.

    Only the two linear layers of the hypernetwork that give the weights and the bias of the last layer change.
    """
    state = dict(state)
    for name in ('fc5w_fc.weight', 'fc5w_fc.bias', 'fc5b_fc.weight', 'fc5b_fc.bias'):
        state[name] = state[name] * deviation
    state['fc5b_fc.bias'] = state['fc5b_fc.bias'] + mean
    return state
