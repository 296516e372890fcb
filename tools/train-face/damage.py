"""Seven kinds of damage at five levels. Lengths are relative to the distance of the eyes; images have at most a chip's detail."""
import io

import cv2
import numpy as np
from PIL import Image

LEVELS = {
    'blur': [.02, .04, .07, .11, .17],  # standard deviation of the Gaussian, relative to the distance of the eyes
    'scale': [.6, .4, .28, .2, .14],  # factor of a reduction by areas, before enlarging by bicubic interpolation
    'noise': [6, 12, 22, 36, 60],  # standard deviation, in levels of 0..255
    'jpeg': [50, 30, 18, 10, 5],  # Pillow's quality
    'light': [.4, .2, .1, .05, .025],  # remaining share of the light, with sensor noise
    'occlusion': [.1, .2, .3, .4, .5],  # covered share of the face's box, from one side
    'rotation': [10, 20, 30, 40, 50],  # degrees about the centre of the box
}
KINDS = list(LEVELS)
SERIES = [('none', 0)] + [(kind, level) for kind in KINDS for level in range(1, 6)]
"""The images made from each face, in this order: the undistorted face, then the levels of every kind."""


def strength(kind, level):
    """The strength of a level. Levels from 1 to 5 may be fractions; training also uses milder ones down to 0, which is none."""
    known = LEVELS[kind]
    at = min(max(level - 1, 0), 4)
    i = min(int(at), 3)
    part = at - i
    if kind in ('occlusion', 'rotation'):
        value = known[i] + (known[i + 1] - known[i]) * part
    else:
        value = known[i] * (known[i + 1] / known[i]) ** part
    if level >= 1:
        return value
    if kind == 'scale':
        return 1 - (1 - value) * level
    if kind == 'jpeg':
        return 95 - (95 - value) * level
    return value ** level if kind == 'light' else value * level


def to_light(values):
    part = values / 255
    return np.where(part <= .04045, part / 12.92, ((part + .055) / 1.055) ** 2.4)


def from_light(light):
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= .0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - .055)


def as_bytes(values):
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def damaged(image, points, box, kind, level, seed):
    """The damaged image. `seed`, the same for a whole series, determines noise, cover and its side, and direction of rotation."""
    rng = np.random.default_rng(seed)
    eyes = float(np.hypot(*(np.asarray(points[1]) - np.asarray(points[0]))))
    much = strength(kind, level)
    height, width = image.shape[:2]
    if kind == 'blur':
        return as_bytes(cv2.GaussianBlur(image.astype(np.float32), (0, 0), max(much * eyes, .01)))
    if kind == 'scale':
        small = cv2.resize(image, (max(2, round(width * much)), max(2, round(height * much))), interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    if kind == 'noise':
        return as_bytes(image + rng.standard_normal(image.shape) * much)
    if kind == 'jpeg':
        file = io.BytesIO()
        Image.fromarray(image).save(file, 'JPEG', quality=int(round(much)))
        return np.array(Image.open(file).convert('RGB'))
    if kind == 'light':
        light = to_light(image.astype(np.float64)) * much
        return as_bytes(from_light(light + rng.standard_normal(image.shape) * np.sqrt(2e-4 * light + 4e-7)))
    if kind == 'occlusion':
        return covered(image, box, much, rng)
    angle = much if rng.integers(2) else -much
    turn = cv2.getRotationMatrix2D(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), angle, 1)
    return cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def covered(image, box, part, rng):
    left, top, right, bottom = box
    height, width = image.shape[:2]
    side, colour = rng.integers(4), rng.integers(0, 256, 3)
    patches = rng.integers(-40, 41, (6, 6, 3)).astype(np.float32)
    texture = cv2.resize(patches, (width, height), interpolation=cv2.INTER_NEAREST)
    y, x = np.mgrid[:height, :width]
    wide, high = right - left, bottom - top
    near = (x >= left - .1 * wide) & (x < right + .1 * wide) & (y >= top - .1 * high) & (y < bottom + .1 * high)
    from_side = [x < left + part * wide, x >= right - part * wide, y < top + part * high, y >= bottom - part * high]
    result = image.copy()
    inside = near & from_side[side]
    result[inside] = as_bytes(colour + texture)[inside]
    return result
