"""Measures of scores: whether they fall as damage grows, and how well they rank damaged faces."""
import numpy as np
from scipy.stats import spearmanr

from damage import KINDS, SERIES


def levels_of(scores, kind):
    """The scores at the five levels of a kind, [faces, 5], of scores [faces, 36]."""
    first = SERIES.index((kind, 1))
    return scores[:, first:first + 5]


def falls(scores, kind):
    """The share of the steps from the undistorted face to level 5 at which the score falls."""
    return float((np.diff(np.hstack([scores[:, :1], levels_of(scores, kind)]), axis=1) < 0).mean())


def rank_correlation(scores, similarities):
    return float(spearmanr(scores.ravel(), similarities.ravel())[0])


def table(scores, similarities):
    """The share of falling steps, and the rank correlation with the similarity, for each kind and for all."""
    rows = {kind: (falls(scores, kind), rank_correlation(levels_of(scores, kind), levels_of(similarities, kind)))
            for kind in KINDS}
    rows['all'] = (float(np.mean([share for share, _ in rows.values()])), rank_correlation(scores[:, 1:], similarities[:, 1:]))
    return rows
