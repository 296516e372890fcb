"""Computes labels of 0..100 from distances: 100 for the original, 0 if nothing of it is left.

Each distance d becomes a quality q = 1 / (1 + (d / half)^slope), which is 1 at d = 0 and 1/2 at d = half. For the
measures of luma, `half` is the median distance of the training images, and `slope` maps the tenth percentile of distances
to 0.95. Most kinds do not change the colour and give no scale for it, so its parameters are set by hand such that the weakest
colour distortion has a quality of about 0.7 and the strongest about 0.15. The label is

    luma   = 0.4 q(MS-SSIM) + 0.3 q(GMSD) + 0.3 q(VIF)
    label  = 100 luma (0.4 + 0.6 q(colour))

so that a change of colour alone can lower the label by more than half, and a change of luma by all of it.
"""
import numpy as np

from measures import MEASURES

LUMA_WEIGHTS = {'ms_ssim': 0.4, 'gmsd': 0.3, 'vif': 0.3}
COLOUR_WEIGHT = 0.6
COLOUR = {'half': 13.0, 'slope': 1.5}
UNCHANGED = 1e-3
"""Smaller distances are ignored, since they belong to kinds that do not change the luma."""


def calibrated(distances):
    """`half` and `slope` of every measure, from the training images' distances [N,4]."""
    result = {'colour': COLOUR}
    for measure in LUMA_WEIGHTS:
        values = distances[:, MEASURES.index(measure)]
        tenth, half = np.quantile(values[values > UNCHANGED], (0.1, 0.5))
        result[measure] = {'half': float(half), 'slope': float(np.log(19) / np.log(half / tenth))}
    return result


def qualities(distances, calibration):
    """Qualities [N,4] of distances [N,4], in the order of MEASURES."""
    distances = np.maximum(np.asarray(distances, np.float64), 0)
    return np.stack([1 / (1 + (distances[:, column] / calibration[measure]['half']) ** calibration[measure]['slope'])
                     for column, measure in enumerate(MEASURES)], 1)


def labels(quality):
    """Labels [N] of qualities [N,4]."""
    quality = dict(zip(MEASURES, quality.T))
    luma = sum(weight * quality[measure] for measure, weight in LUMA_WEIGHTS.items())
    return 100 * luma * (1 - COLOUR_WEIGHT + COLOUR_WEIGHT * quality['colour'])
