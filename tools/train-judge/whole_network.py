"""Backbone, head, and the head that names the damage, as one network: for fine_tune.py and what scores with its weights."""
import torch
from torch import nn

from backbone import TAP_CHANNELS, Backbone, published
from faults import Faults
from judge_network import SIDES, Judge, patches_of
from train_judge import SHAPES, SIZES

PLACES = (*(side * side for side in SIDES[:3]), SHAPES[3][1] * SHAPES[3][2])
"""Of the four maps that the head reads: patches of the first three taps, and all of the last tap."""


class Whole(nn.Module):
    """Scores [N], in spreads of the labels, and what Faults gives, of crops [N,3,224,224] with values in -1..1.

    `start` is train_judge.py's result: the head's weights, and the mean and deviation of every channel that scale what the
    head reads.
    """
    CHANNELS = TAP_CHANNELS

    def __init__(self, manifest, start):
        super().__init__()
        self.backbone, self.judge, self.faults = Backbone(published(manifest)), Judge(), Faults()
        self.backbone.to(memory_format=torch.channels_last)
        self.judge.load_state_dict(start['weights'])
        for name in ('means', 'deviations'):
            parts = start[name].split(SIZES)
            # One value for each channel: all places have the same.
            for number, (part, shape) in enumerate(zip(parts, SHAPES)):
                self.register_buffer(f'{name}{number}', part[::shape[1] * shape[2]].clone()[:, None])

    def features(self, x):
        """The four maps that the head reads, not scaled."""
        taps = self.backbone(x)
        return [*patches_of(taps)[:3], taps[3]]

    def scaled(self, maps):
        """The four maps [N,C,places], each channel scaled to about 1."""
        return [(each.flatten(2) - getattr(self, f'means{number}')) / getattr(self, f'deviations{number}')
                for number, each in enumerate(maps)]

    def means(self, maps):
        """[N,1744]: the means of all channels of the four maps."""
        return torch.cat([each.mean(2) for each in self.scaled(maps)], 1)

    def judged(self, maps, noise=None):
        """Of the four maps; `noise` is fine_tune.py's noise_of."""
        scaled = self.scaled(maps)
        named = self.faults([each.mean(2) for each in scaled])
        if noise is not None:
            orders, kept = noise
            scaled = [each[:, :, order] * channels for each, order, channels in zip(scaled, orders, kept)]
        scaled = [each.reshape(len(each), *shape) for each, shape in zip(scaled, SHAPES)]
        patches = [*scaled[:3], scaled[3].mean((2, 3), keepdim=True)]
        return self.judge(patches, scaled[3]), named

    def forward(self, x):
        return self.judged(self.features(x))
