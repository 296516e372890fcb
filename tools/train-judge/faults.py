"""The head that names what is wrong with a photo, from the means of the taps' channels, and its loss.

For every trained kind it predicts a logit, whether the image has it, and a level; and, for the training alone, the qualities that
the label is computed from. An undamaged photo has no kind.
"""
import dataclasses

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from backbone import TAP_CHANNELS
from make_data import SEEN
from measures import MEASURES

KIND_WEIGHT, LEVEL_WEIGHT, QUALITY_WEIGHT = 4.0, 0.2, 0.5
"""The first is large because its loss is a mean over all kinds, of which most images have one."""


@dataclasses.dataclass
class Known:
    """Of N images: how much each kind is there [N,kinds], 0..1 (half for a level between the original and the first), its
    level [N,kinds], and the qualities [N,4] on -1..1."""
    there: torch.Tensor
    level: torch.Tensor
    quality: torch.Tensor


class Faults(nn.Module):
    def __init__(self, kinds=SEEN):
        super().__init__()
        channels = sum(TAP_CHANNELS)
        self.kinds, self.levels = nn.Linear(channels, len(kinds)), nn.Linear(channels, len(kinds))
        self.qualities = nn.Linear(channels, len(MEASURES))

    def forward(self, means):
        """Logits, levels and qualities of the means [N,channels] of the four taps."""
        x = torch.cat(means, 1)
        return self.kinds(x), self.levels(x), self.qualities(x)


def known_faults(table, kinds=SEEN):
    """Of a table with `made` and `quality`."""
    there, level = np.zeros((2, len(table.made), len(kinds)), np.float32)
    for image, made in enumerate(table.made):
        for kind, strength in made:
            at = kinds.index(kind)
            there[image, at], level[image, at] = max(there[image, at], min(strength, 1)), max(level[image, at], strength)
    return Known(*map(torch.from_numpy, (there, level, (2 * table.quality - 1).astype(np.float32))))


def fault_loss(found, known, images):
    kinds, levels, qualities = found
    there, level = known.there[images], known.level[images]
    wrong = F.smooth_l1_loss(levels, level, beta=0.5, reduction='none')[there > 0].mean()
    return (KIND_WEIGHT * F.binary_cross_entropy_with_logits(kinds, there) + LEVEL_WEIGHT * wrong
            + QUALITY_WEIGHT * F.smooth_l1_loss(qualities, known.quality[images], beta=0.3))
