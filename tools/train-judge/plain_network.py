"""Backbone, the plain layers that score, and the head that names the damage: the network that the program's file holds."""
import torch
from torch import nn

from backbone import TAP_CHANNELS, Backbone
from damage import TRAINED
from faults import Faults

HIDDEN = (112, 56)
CHANNELS = sum(TAP_CHANNELS)


class ScoreHead(nn.Module):
    """Scores [N], in spreads of the labels, of means [N,1744]."""

    def __init__(self):
        super().__init__()
        first, second = HIDDEN
        self.score1, self.score2 = nn.Linear(CHANNELS, first), nn.Linear(first, second)
        self.score = nn.Linear(second, 1)

    def forward(self, means):
        return self.score(torch.sigmoid(self.score2(torch.sigmoid(self.score1(means)))))[:, 0]


class Plain(nn.Module):
    """Scores [N], in spreads of the labels, and what Faults gives, of crops [N,3,224,224] with values in -1..1.

    `tensors` are the backbone's, by the names of the program's file. `means` and `deviations` [1744] scale what the heads read.
    """

    def __init__(self, tensors):
        super().__init__()
        prefix = 'backbone.'
        self.backbone = Backbone({name[len(prefix):]: value for name, value in tensors.items() if name.startswith(prefix)})
        self.backbone.to(memory_format=torch.channels_last)
        self.head, self.faults = ScoreHead(), Faults(TRAINED)
        self.register_buffer('means', torch.zeros(CHANNELS))
        self.register_buffer('deviations', torch.ones(CHANNELS))

    def features(self, x):
        """[N,1744]: the means of all channels of the four taps, scaled to about 1."""
        found = torch.cat([tap.mean((2, 3)) for tap in self.backbone(x)], 1)
        return (found - self.means) / self.deviations

    def judged(self, features, kept=None):
        """Of the features; `kept` [N,1744] leaves out channels of what the score reads."""
        return self.head(features if kept is None else features * kept), self.faults([features])

    def forward(self, x):
        return self.judged(self.features(x))


def further_trained(folder):
    """The network with the weights that train_further.py found best, and the centre and spread of its labels."""
    best = torch.load(folder / 'further-best.pt')
    network = Plain(best['weights'])
    network.load_state_dict(best['weights'])
    return network.eval(), best['centre'], best['spread']
