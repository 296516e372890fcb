"""Full-reference measures of a distorted image: three on luma [H,W] of float32 in 0..255, and one on colour. Each returns a
distance, which is 0 for equal images and grows with their difference.

MS-SSIM: Z. Wang, E. Simoncelli, A. Bovik, "Multiscale structural similarity for image quality assessment", 2003.
GMSD: W. Xue, L. Zhang, X. Mou, A. Bovik, "Gradient magnitude similarity deviation", IEEE TIP 23 (2014).
VIF: H. Sheikh, A. Bovik, "Image information and visual quality", IEEE TIP 15 (2006), in its pixel-domain form.
"""
import cv2
import numpy as np

SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def gaussian(image, size, sigma):
    """The image filtered by a normalised Gaussian of size x size, where that lies completely inside the image."""
    edge = size // 2
    return cv2.GaussianBlur(image, (size, size), sigma)[edge:-edge, edge:-edge]


def halved(image):
    return cv2.blur(image, (2, 2), anchor=(0, 0))[::2, ::2]


def statistics(a, b, size, sigma):
    """Local means, variances and covariance."""
    mean_a, mean_b = gaussian(a, size, sigma), gaussian(b, size, sigma)
    return (mean_a, mean_b, np.maximum(gaussian(a * a, size, sigma) - mean_a ** 2, 0),
            np.maximum(gaussian(b * b, size, sigma) - mean_b ** 2, 0), gaussian(a * b, size, sigma) - mean_a * mean_b)


def ssim_parts(a, b, c1, c2):
    """The means of SSIM and of its contrast-structure term, with a window of 11x11 and sigma 1.5."""
    mean_a, mean_b, var_a, var_b, cov = statistics(a, b, 11, 1.5)
    structure = (2 * cov + c2) / (var_a + var_b + c2)
    light = (2 * mean_a * mean_b + c1) / (mean_a ** 2 + mean_b ** 2 + c1)
    return float((light * structure).mean()), float(structure.mean())


def ms_ssim_distance(original, image):
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    product = 1.0
    for scale, weight in enumerate(SCALE_WEIGHTS):
        whole, structure = ssim_parts(original, image, c1, c2)
        product *= max(whole if scale == len(SCALE_WEIGHTS) - 1 else structure, 0) ** weight
        original, image = halved(original), halved(image)
    return 1 - product


def gmsd(original, image):
    """The standard deviation of the similarity of Prewitt gradients with the constant 170, after halving both images."""
    prewitt = np.array([[1, 0, -1]] * 3, np.float32) / 3
    magnitudes = [np.hypot(cv2.filter2D(half, -1, prewitt), cv2.filter2D(half, -1, prewitt.T))
                  for half in (halved(original), halved(image))]
    a, b = magnitudes
    return float(((2 * a * b + 170) / (a ** 2 + b ** 2 + 170)).std())


def vif(original, image):
    """The share of the original's information that the image keeps; above 1 if the contrast was enhanced."""
    noise, tiny = 2.0, 1e-10
    left = there = 0.0
    for scale in range(4):
        size = 2 ** (4 - scale) + 1
        if scale > 0:
            original, image = (gaussian(each, size, size / 5)[::2, ::2].copy() for each in (original, image))
        _, _, var_a, var_b, cov = statistics(original, image, size, size / 5)
        gain = cov / (var_a + tiny)
        rest = var_b - gain * cov
        rest = np.where(var_a < tiny, var_b, rest)
        gain = np.where((var_a < tiny) | (var_b < tiny), 0, gain)
        rest = np.where(gain < 0, var_b, rest)
        gain = np.maximum(gain, 0)
        rest = np.maximum(rest, tiny)
        left += float(np.log10(1 + gain ** 2 * var_a / (rest + noise)).sum())
        there += float(np.log10(1 + var_a / noise).sum())
    return left / there if there > 0 else 1.0


def vif_distance(original, image):
    """1 - VIF, where a VIF v above 1 counts as 1/v, since enhanced contrast is a change as well."""
    value = vif(original, image)
    return 1 - min(value, 1 / max(value, 1e-6))


def colour_distance(original, image):
    """Root mean square of the difference of (Cb, Cr) [H,W,2], separated into coarse and fine parts.

    Coarse differences (casts, lost or garish colour) count in full, fine ones (colour noise) with half their size.
    """
    difference = (image - original).astype(np.float32)
    coarse = cv2.GaussianBlur(difference, (0, 0), 4)
    fine = difference - coarse
    return float(np.sqrt((coarse ** 2).sum(2).mean() + 0.25 * (fine ** 2).sum(2).mean()))


MEASURES = ('ms_ssim', 'gmsd', 'vif', 'colour')


def distances(original, image):
    """The four distances between two RGB images [H,W,3] of uint8, in the order of MEASURES."""
    a, b = (cv2.cvtColor(each, cv2.COLOR_RGB2YCrCb).astype(np.float32) for each in (original, image))
    luma = a[..., 0].copy(), b[..., 0].copy()
    return [ms_ssim_distance(*luma), gmsd(*luma), vif_distance(*luma), colour_distance(a[..., 1:], b[..., 1:])]
