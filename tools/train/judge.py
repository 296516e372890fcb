"""The auxiliary head of the training, and the losses of the score and of this head.

Besides its label, the kind and the level of a distorted image and its quality by each measure are known. The head predicts
all of them from the means of the stages' channels, so that the ResNet learns to distinguish distortions. It is not part of the
trained model.
"""
import dataclasses

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from distortions import KINDS
from network import STAGES

NAMES = ('original', *KINDS)
HIDDEN = 256
RANKING, MARGIN = 1.0, 0.7
KIND_WEIGHT, QUALITY_WEIGHT, LEVEL_WEIGHT = 0.25, 0.5, 0.25
FIRST, SECOND = np.triu_indices(6, 1)


@dataclasses.dataclass
class Known:
    """The targets of N images: score [N] in units of the labels' standard deviation, kind [N] as an index into NAMES, level [N]
    and each measure's quality [N,4], both scaled to about -1..1."""
    score: torch.Tensor
    kind: torch.Tensor
    level: torch.Tensor
    quality: torch.Tensor


class Judge(nn.Module):
    """Predicts [N, 1 + 1 + 4 + kinds] from the stages' outputs: score, level, qualities, and a logit for each kind."""

    def __init__(self):
        super().__init__()
        channels = sum(4 * mid for mid, _, _ in STAGES)
        self.layers = nn.Sequential(nn.BatchNorm1d(channels), nn.Linear(channels, HIDDEN), nn.ReLU(),
                                    nn.Linear(HIDDEN, 6 + len(NAMES)))

    def forward(self, stages):
        return self.layers(torch.cat([stage.mean((2, 3)) for stage in stages], 1))


def score_loss(scores, target):
    """Huber loss, plus a hinge loss on every pair of a series, whose scores should differ by most of their labels' difference."""
    s, t = scores.reshape(-1, 6), target.reshape(-1, 6)
    wanted = MARGIN * (t[:, FIRST] - t[:, SECOND])
    ranking = F.relu(wanted - (s[:, FIRST] - s[:, SECOND])).mean()
    return F.smooth_l1_loss(scores, target, beta=0.3) + RANKING * ranking


def judge_losses(found, known):
    """The loss of the score, and the sum of the other losses."""
    rest = (LEVEL_WEIGHT * F.smooth_l1_loss(found[:, 1], known.level, beta=0.3)
            + QUALITY_WEIGHT * F.smooth_l1_loss(found[:, 2:6], known.quality, beta=0.3)
            + KIND_WEIGHT * F.cross_entropy(found[:, 6:], known.kind))
    return score_loss(found[:, 0], known.score), rest
