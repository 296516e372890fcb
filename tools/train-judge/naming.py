"""What the program names of the kinds' probabilities: kinds that are alike are counted together (src/models/photo-judge/kinds.ts).

A blurred photo may be a little of each blur, with no kind above the bound. So kinds of a family share their evidence: a family is
there with the probability that at least one of its kinds is, and its likeliest kind is named.
"""
import numpy as np

from damage import TRAINED

FAMILIES = (('gaussian-blur', 'lens-blur', 'low-resolution', 'camera-shake'), ('white-noise', 'shot-noise'), ('jpeg', 'webp'))
ALONE = tuple((kind,) for kind in TRAINED if not any(kind in family for family in FAMILIES))
PLACES = tuple([TRAINED.index(kind) for kind in family] for family in (*FAMILIES, *ALONE))


def families(kinds):
    """Of probabilities [N,24]: those of the families [N,families], and the likeliest kind of each, a place in TRAINED."""
    there = np.stack([1 - np.prod(1 - kinds[:, places], 1) for places in PLACES], 1)
    likeliest = np.stack([np.array(places)[kinds[:, places].argmax(1)] for places in PLACES], 1)
    return there, likeliest
