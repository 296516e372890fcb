"""Makes test/fixtures/fidelity/scores.json: full-reference metrics of pairs of photos.

    python tools/reference/make_fidelity_fixtures.py       (Pillow, numpy, scipy, scikit-image)

mse, psnr and ssim are scikit-image's (ssim with the Gaussian window of Wang et al. and covariances weighted by it). ms-ssim is
reimplemented from Wang et al.'s msssim.m, and its index at every scale is compared with scikit-image's. ssim-y and psnr-y are
reimplemented from pyiqa. The photos are the samples, cut and changed as in test/models/brisque/photos.ts.
"""
import json
import warnings

import numpy as np
import PIL
import skimage
from PIL import Image
from scipy.ndimage import correlate1d
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity

C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
LUMA = np.array([0.299, 0.587, 0.114])

CHANGES = {
    "none": lambda rgb: rgb,
    "few levels": lambda rgb: rgb & 0xE0,
    "overexposed": lambda rgb: np.minimum(rgb.astype(int) * 2, 255).astype(np.uint8),
    "underexposed": lambda rgb: rgb >> 3,
    "upper half grey": lambda rgb: np.where(np.arange(len(rgb))[:, None, None] < len(rgb) // 2, np.uint8(99), rgb),
    "negative": lambda rgb: 255 - rgb,
    "black": lambda rgb: rgb * 0,
    "white": lambda rgb: rgb * 0 + 255,
}

WHOLE = None
PAIRS = [
    (("coffee-blurred", WHOLE, "none"), ("coffee", WHOLE, "none")),
    (("coffee-compressed", WHOLE, "none"), ("coffee", WHOLE, "none")),
    (("coffee", WHOLE, "none"), ("coffee", WHOLE, "none")),
    (("grace-hopper", WHOLE, "few levels"), ("grace-hopper", WHOLE, "none")),
    (("cat", WHOLE, "overexposed"), ("cat", WHOLE, "none")),
    (("cat", WHOLE, "upper half grey"), ("cat", WHOLE, "underexposed")),
    (("cat", WHOLE, "negative"), ("cat", WHOLE, "none")),
    (("coffee", (0, 0, 170, 165), "black"), ("coffee", (0, 0, 170, 165), "white")),
    (("coffee-compressed", (100, 50, 433, 261), "none"), ("coffee", (100, 50, 433, 261), "none")),
    (("coffee-compressed", (1, 3, 256, 196), "none"), ("coffee", (1, 3, 256, 196), "none")),
    (("coffee-blurred", (10, 20, 171, 181), "none"), ("coffee", (10, 20, 171, 181), "none")),
    (("coffee-compressed", (200, 100, 361, 399), "none"), ("coffee", (200, 100, 361, 399), "none")),
    (("coffee-compressed", (200, 100, 360, 399), "none"), ("coffee", (200, 100, 360, 399), "none")),
    (("coffee-blurred", (300, 200, 337, 253), "none"), ("coffee", (300, 200, 337, 253), "none")),
    (("coffee-compressed", (50, 60, 61, 71), "none"), ("coffee", (50, 60, 61, 71), "none")),
    (("coffee-compressed", (50, 60, 60, 71), "none"), ("coffee", (50, 60, 60, 71), "none")),
    (("coffee-blurred", (70, 80, 71, 81), "none"), ("coffee", (70, 80, 71, 81), "none")),
]

TAPS = np.exp(-np.arange(-5, 6) ** 2 / 4.5)
TAPS /= TAPS.sum()


def means(plane):
    """The weighted means of all windows that lie completely inside the plane."""
    rows = correlate1d(plane, TAPS, axis=0)[5:-5]
    return correlate1d(rows, TAPS, axis=1)[:, 5:-5]


def terms(x, y):
    """The maps of the luminance term and of the contrast-structure term."""
    mean_x, mean_y = means(x), means(y)
    variances = means(x * x) - mean_x**2 + means(y * y) - mean_y**2
    covariance = means(x * y) - mean_x * mean_y
    return ((2 * mean_x * mean_y + C1) / (mean_x**2 + mean_y**2 + C1), (2 * covariance + C2) / (variances + C2))


def wang(x, y, **options):
    return structural_similarity(x, y, data_range=255, gaussian_weights=True, sigma=1.5,
                                 use_sample_covariance=False, **options)


def half(plane):
    """Every second element of MATLAB's imfilter(plane, ones(2) / 4, 'symmetric')."""
    plane = np.pad(plane, [(0, size % 2) for size in plane.shape], mode="symmetric")
    return (plane[::2, ::2] + plane[1::2, ::2] + plane[::2, 1::2] + plane[1::2, 1::2]) / 4


def multi_scale(x, y):
    score = 1
    for scale, weight in enumerate(WEIGHTS):
        luminance, contrast = terms(x, y)
        index = (luminance * contrast).mean()
        assert abs(index - wang(x, y)) < 1e-9, (scale, index, wang(x, y))
        # For a negative mean, Wang et al.'s result is complex; it counts as 0, as in TensorFlow and pytorch-msssim.
        score *= max(index if scale == 4 else contrast.mean(), 0) ** weight
        x, y = half(x), half(y)
    return score


def pyiqa_ssim(x, y):
    """pyiqa's SSIM on luma, in float32 up to the rounded luma and then in float64; negative contrast counts as 0."""
    levels = [np.rint((rgb.astype(np.float32) / np.float32(255) * LUMA.astype(np.float32)).sum(2, dtype=np.float32)
                      * np.float32(255)).astype(float) for rgb in (x, y)]
    luminance, contrast = terms(*levels)
    return (luminance * np.maximum(contrast, 0)).mean()


def pyiqa_psnr(x, y):
    luma = [rgb.astype(float) / 255 @ LUMA for rgb in (x, y)]
    return 10 * np.log10(1 / (((luma[0] - luma[1]) ** 2).mean() + 1e-8))


def photo(sample, box, change):
    rgb = np.array(Image.open(f"samples/{sample}.jpg").convert("RGB"))
    left, top, right, bottom = box or (0, 0, rgb.shape[1], rgb.shape[0])
    return {"sample": sample, "box": [left, top, right, bottom], "change": change}, CHANGES[change](rgb[top:bottom, left:right])


def scores(x, y):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # Equal photos divide by an error of 0.
        psnr = peak_signal_noise_ratio(y, x, data_range=255)
    found = {"mse": mean_squared_error(y, x), "psnr": "Infinity" if np.isinf(psnr) else psnr, "psnr-y": pyiqa_psnr(x, y)}
    side = min(x.shape[:2])
    if side >= 11:
        found["ssim"] = wang(x, y, channel_axis=2)
        found["ssim-y"] = pyiqa_ssim(x, y)
    if side >= 161:
        found["ms-ssim"] = np.mean([multi_scale(x[..., c].astype(float), y[..., c].astype(float)) for c in range(3)])
    return {name: value if isinstance(value, str) else float(f"{value:.10g}") for name, value in found.items()}


def main():
    cases = []
    for first, second in PAIRS:
        (about_x, x), (about_y, y) = photo(*first), photo(*second)
        cases.append({"photo": about_x, "reference": about_y, "scores": scores(x, y)})
    lines = ",\n".join("  " + json.dumps(case, separators=(",", ":")) for case in cases)
    made_by = (f"tools/reference/make_fidelity_fixtures.py, scikit-image {skimage.__version__}, numpy {np.__version__}, "
               f"Pillow {PIL.__version__}")
    with open("test/fixtures/fidelity/scores.json", "w", encoding="utf-8") as file:
        file.write(f'{{\n "madeBy": {json.dumps(made_by)},\n "cases": [\n{lines}\n ]\n}}\n')


main()
