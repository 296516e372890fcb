"""Adds to the distortions of tools/train: two kinds, weak levels, mixtures as a camera makes them, and damage in a part of the
picture.

Every function takes an RGB image [H,W,3] of uint8 and a random generator and returns the damaged image, uint8; mixtures and
damages in a part return a list of their (kind, level) with it.
"""
import numpy as np

from distortions import KINDS, LEVELS, UNSEEN, bytes_of, distorted, filtered, path_kernel
from make_data import SEEN


def camera_shake(image, length, random):
    """Convolves with a curved path of `length` pixels, as a hand moves a camera. It turns by 1 to 4 radians, so that a straight
    line, the motion blur of the tests, is never trained."""
    start, turn = random.uniform(0, 2 * np.pi), random.uniform(1, 4) * random.choice((-1, 1))
    sway, phase = random.uniform(0, 0.8), random.uniform(0, 2 * np.pi)
    t = np.linspace(0, 1, int(16 * np.ceil(length)) + 1)
    heading = start + turn * t + sway * np.sin(2 * np.pi * t + phase)
    path = np.cumsum(np.stack((np.cos(heading), np.sin(heading))), 1) * length / len(t)
    path -= (path.min(1, keepdims=True) + path.max(1, keepdims=True)) / 2
    reach = int(np.ceil(np.abs(path).max())) + 1
    return filtered(image, path_kernel(*(path + reach), reach))


def shot_noise(image, sigma, random):
    """Adds noise that grows with the root of the brightness, as that of counted photons; `sigma` is white's."""
    return bytes_of(image + np.sqrt(image / 255) * random.normal(0, sigma, image.shape))


ADDED = {
    'camera-shake': (camera_shake, (4, 8, 14, 24, 42)),
    'shot-noise': (shot_noise, (9, 18, 33, 57, 98)),
}
"""Kinds that train_further.py has besides those of tools/train, with the strengths of their levels."""
ALL_KINDS = {**KINDS, **ADDED}
TRAINED = [*SEEN, *ADDED]


def damaged(image, kind, level, random):
    """The image damaged by a kind at a level from 1 to 5."""
    function, strengths = ALL_KINDS[kind]
    return function(image, strengths[level - 1], random)


WEAK = {
    'gaussian-blur': 0.5, 'lens-blur': 0.7, 'white-noise': 3, 'colour-noise': 4, 'salt-and-pepper': 0.0013, 'jpeg': 75,
    'webp': 82, 'low-resolution': 1.25, 'pixelation': 1.3, 'over-exposure': 0.25, 'under-exposure': 0.4,
    'contrast-decrease': 0.87, 'contrast-increase': 1.17, 'saturation-decrease': 0.89, 'saturation-increase': 1.24,
    'colour-shift': 4, 'over-sharpening': 0.4, 'banding': 40, 'dirt': 5, 'haze': 0.9, 'jitter': 0.25,
    'camera-shake': 2, 'shot-noise': 4.5,
}
"""Strengths of a level between the original and the first; smearing, whose strengths are odd sizes, is blended."""
CAMERA = (('gaussian-blur', 'lens-blur'), ('white-noise', 'colour-noise'), ('smearing',), ('over-sharpening',),
          ('over-exposure', 'under-exposure', 'contrast-decrease', 'contrast-increase', 'saturation-decrease',
           'saturation-increase', 'haze'), ('low-resolution',), ('jpeg', 'webp'), ('jpeg',))
"""Steps in the order in which a camera and those who pass its pictures on take them."""
CAMERA_ADDED = ((*CAMERA[0], 'camera-shake'), (*CAMERA[1], 'shot-noise'), *CAMERA[2:])
"""The same with the added kinds. Test and validation keep those of CAMERA, so that their images stay the same."""
assert not set(UNSEEN) & {kind for step in CAMERA_ADDED for kind in step}
MIXED_LEVELS = (0.30, 0.30, 0.22, 0.12, 0.06)
"""How often a damage of a mixture has each level: several strong ones leave nothing to tell apart."""


def weakened(image, kind, random):
    """A level between the original and the first."""
    if kind in WEAK:
        return ALL_KINDS[kind][0](image, WEAK[kind], random)
    return bytes_of((image.astype(np.float32) + distorted(image, kind, 1, random)) / 2)


def mixed(image, random, camera=CAMERA):
    """Two or three kinds, in the camera's order, each at a level of its own."""
    steps, made = sorted(random.choice(len(camera), random.integers(2, 4), replace=False)), []
    for step in steps:
        kind = str(random.choice(camera[step]))
        level = int(random.choice(LEVELS, p=MIXED_LEVELS)) + 1
        image = damaged(image, kind, level, random)
        made.append((kind, level))
    return image, made


def partly(image, random, kinds=SEEN):
    """One kind in a part of the picture: an ellipse with a soft rim, of a tenth to a half of the picture."""
    kind = str(random.choice(kinds))
    height, width = image.shape[:2]
    share, shape = random.uniform(0.1, 0.5), random.uniform(-0.4, 0.4)
    radius = np.sqrt(share * height * width / np.pi)
    axes = radius * np.exp(shape), radius * np.exp(-shape)
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x - random.uniform(0, width)) / axes[0], (y - random.uniform(0, height)) / axes[1])
    cover = np.clip((1.15 - away) / 0.3, 0, 1).astype(np.float32)[..., None]
    level = int(random.integers(2, LEVELS + 1))
    whole = damaged(image, kind, level, random)
    return bytes_of(cover * whole + (1 - cover) * image), [(kind, level)]
