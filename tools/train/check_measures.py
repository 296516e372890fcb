"""Compares measures.py with scikit-image's SSIM and with slow double-precision versions of GMSD and VIF, and checks properties
that the papers state.

    python tools/train/check_measures.py

Needs scikit-image and scipy. Prints the differences, and fails if one is too large.
"""
import numpy as np
from scipy import ndimage, signal
from skimage.metrics import structural_similarity

import measures
from settings import seeded


def example():
    random = seeded('example')
    original = ndimage.gaussian_filter(random.normal(0, 1, (192, 208)), 2)
    original = 255 * (original - original.min()) / np.ptp(original)
    return original, np.clip(ndimage.gaussian_filter(original, 0.8) + random.normal(0, 4, original.shape), 0, 255)


def slow_gmsd(a, b):
    kernel = np.array([[1, 0, -1]] * 3) / 3

    def magnitude(image):
        half = image.reshape(image.shape[0] // 2, 2, -1, 2).mean((1, 3))
        return np.hypot(ndimage.correlate(half, kernel, mode='mirror'), ndimage.correlate(half, kernel.T, mode='mirror'))

    a, b = magnitude(a), magnitude(b)
    return ((2 * a * b + 170) / (a * a + b * b + 170)).std()


def slow_vif(a, b):
    left = there = 0
    for scale in range(4):
        size = 2 ** (4 - scale) + 1
        line = np.exp(-(np.arange(size) - size // 2) ** 2 / (2 * (size / 5) ** 2))
        window = np.outer(line, line) / line.sum() ** 2
        mean = lambda image: signal.convolve2d(image, window, 'valid')
        if scale:
            a, b = mean(a)[::2, ::2], mean(b)[::2, ::2]
        var_a, var_b, cov = mean(a * a) - mean(a) ** 2, mean(b * b) - mean(b) ** 2, mean(a * b) - mean(a) * mean(b)
        gain = np.maximum(cov / (var_a + 1e-10), 0)
        rest = np.maximum(np.where(cov < 0, var_b, var_b - gain * cov), 1e-10)
        left += np.log10(1 + gain ** 2 * var_a / (rest + 2)).sum()
        there += np.log10(1 + var_a / 2).sum()
    return left / there


def main():
    original, image = example()
    a, b = original.astype(np.float32), image.astype(np.float32)
    _, full = structural_similarity(original, image, data_range=255, gaussian_weights=True, sigma=1.5, full=True,
                                    use_sample_covariance=False)
    ours, _ = measures.ssim_parts(a, b, (0.01 * 255) ** 2, (0.03 * 255) ** 2)
    found = {'SSIM': abs(ours - full[5:-5, 5:-5].mean()), 'GMSD': abs(measures.gmsd(a, b) - slow_gmsd(original, image)),
             'VIF': abs(measures.vif(a, b) - slow_vif(original, image))}
    print('differences:', {name: f'{value:.1e}' for name, value in found.items()})
    assert max(found.values()) < 1e-4
    assert measures.ms_ssim_distance(a, a) < 1e-6 and measures.gmsd(a, a) < 1e-6 and abs(measures.vif(a, a) - 1) < 1e-4
    mean = a.mean()
    assert measures.vif(a, mean + 1.3 * (a - mean)) > 1 > measures.vif(a, mean + 0.7 * (a - mean)), 'VIF and contrast'
    assert measures.gmsd(a, a + 20) < 1e-5, 'GMSD does not see a shift of brightness'


if __name__ == '__main__':
    main()
