"""Twenty-four kinds of distortion at five levels each. Every function takes an RGB image [H,W,3] of uint8, the strength
of the level and a random generator, and returns the distorted image as uint8.

The generator of a series (a crop and a kind) has the same seed for every level, so that the levels differ only in strength,
such as the amplitude of the same noise or the length of the same motion.
"""
import io

import cv2
import numpy as np
from PIL import Image


def bytes_of(values):
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def gaussian_blur(image, sigma, _random):
    return cv2.GaussianBlur(image, (0, 0), sigma)


def filtered(image, kernel):
    return bytes_of(cv2.filter2D(image.astype(np.float32), -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT_101))


def lens_blur(image, radius, _random):
    """Convolves with a disk with a soft rim, the image of a point through an unfocused lens."""
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach:reach + 1, -reach:reach + 1]
    return filtered(image, np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32))


def path_kernel(xs, ys, reach):
    """A kernel of 2 reach + 1 pixels a side for points on a path; each point is shared among the four pixels around it."""
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    for x, y in zip(xs, ys):
        left, top = min(int(x), 2 * reach - 1), min(int(y), 2 * reach - 1)
        u, v = x - left, y - top
        kernel[top:top + 2, left:left + 2] += np.outer((1 - v, v), (1 - u, u))
    return kernel


def motion_blur(image, length, random):
    """Convolves with a straight line of `length` pixels in a random direction."""
    angle = random.uniform(0, np.pi)
    reach = int(np.ceil(length / 2))
    t = np.linspace(-length / 2, length / 2, 16 * reach + 1)
    return filtered(image, path_kernel(reach + t * np.cos(angle), reach + t * np.sin(angle), reach))


def white_noise(image, sigma, random):
    return bytes_of(image + random.normal(0, sigma, image.shape))


def colour_noise(image, sigma, random):
    """Adds Gaussian noise to Cb and Cr only."""
    ycc = cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    ycc[..., 1:] += random.normal(0, sigma, (*image.shape[:2], 2))
    return cv2.cvtColor(bytes_of(ycc), cv2.COLOR_YCrCb2RGB)


def salt_and_pepper(image, share, random):
    chance, salt = random.random(image.shape[:2]), random.random(image.shape[:2]) < 0.5
    result = image.copy()
    result[chance < share] = np.where(salt[chance < share], 255, 0)[:, None]
    return result


def speckle(image, sigma, random):
    """Multiplies by noise, which is strong where the image is bright and has no effect in black."""
    return bytes_of(image * (1 + random.normal(0, sigma, image.shape)))


def coded(image, form, quality):
    file = io.BytesIO()
    Image.fromarray(image).save(file, form, quality=quality)
    return np.asarray(Image.open(file).convert('RGB'))


def jpeg(image, quality, _random):
    return coded(image, 'JPEG', quality)


def webp(image, quality, _random):
    return coded(image, 'WEBP', quality)


def resized_there_and_back(image, factor, there, back):
    picture = Image.fromarray(image)
    small = max(1, round(picture.width / factor)), max(1, round(picture.height / factor))
    return np.asarray(picture.resize(small, there).resize(picture.size, back))


def low_resolution(image, factor, _random):
    return resized_there_and_back(image, factor, Image.BICUBIC, Image.BICUBIC)


def pixelation(image, factor, _random):
    return resized_there_and_back(image, factor, Image.BOX, Image.NEAREST)


def exposed(image, stops):
    """Changes the exposure in linear light, clipped to the range of eight bits."""
    return bytes_of(255 * np.clip((image / 255) ** 2.2 * 2.0 ** stops, 0, 1) ** (1 / 2.2))


def over_exposure(image, stops, _random):
    return exposed(image, stops)


def under_exposure(image, stops, _random):
    return exposed(image, -stops)


def contrast(image, factor, _random):
    """Scales contrast around the mean luma."""
    mean = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).mean()
    return bytes_of(mean + factor * (image - mean))


def saturation(image, factor, _random):
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., None].astype(np.float32)
    return bytes_of(luma + factor * (image - luma))


def colour_shift(image, amount, random):
    """Adds a colour cast of a random hue: moves (Cb, Cr) by `amount`."""
    angle = random.uniform(0, 2 * np.pi)
    ycc = cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    ycc[..., 1:] += amount * np.array((np.cos(angle), np.sin(angle)), np.float32)
    return cv2.cvtColor(bytes_of(ycc), cv2.COLOR_YCrCb2RGB)


def over_sharpening(image, amount, _random):
    exact = image.astype(np.float32)
    return bytes_of(exact + amount * (exact - cv2.GaussianBlur(exact, (0, 0), 1.5)))


def banding(image, levels, _random):
    return bytes_of(np.rint(image / 255 * (levels - 1)) * 255 / (levels - 1))


def dirt(image, count, random):
    """Draws `count` soft dark spots and bright scratches. A higher level adds to those of the lower ones."""
    height, width = image.shape[:2]
    cover = np.zeros((height, width), np.float32)
    for number in range(int(count)):
        x, y = int(random.integers(width)), int(random.integers(height))
        size, angle, strength = random.uniform(2, 9), random.uniform(0, np.pi), random.uniform(0.5, 0.9)
        layer = np.zeros_like(cover)
        if number % 3 == 2:
            end = int(x + 8 * size * np.cos(angle)), int(y + 8 * size * np.sin(angle))
            cv2.line(layer, (x, y), end, -strength, 1, cv2.LINE_AA)
        else:
            cv2.ellipse(layer, (x, y), (int(size), int(size * 0.7) + 1), np.degrees(angle), 0, 360, strength, -1, cv2.LINE_AA)
        cover = np.where(np.abs(layer) > np.abs(cover), layer, cover)
    cover = cv2.GaussianBlur(cover, (0, 0), 0.7)[..., None]
    return bytes_of(np.where(cover > 0, image * (1 - cover), image - cover * (255.0 - image)))


def haze(image, clear, _random):
    """Mixes the image with bright grey; `clear` is the image's share."""
    return bytes_of(clear * image + (1 - clear) * np.array((222, 226, 232)))


def jitter(image, amount, random):
    """Takes every pixel from a random place, displaced with the standard deviation `amount` in pixels."""
    height, width = image.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    move = random.normal(0, amount, (2, height, width)).astype(np.float32)
    return cv2.remap(image, x + move[0], y + move[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def smearing(image, size, _random):
    """Applies a median filter, which resembles a strong denoiser."""
    return cv2.medianBlur(image, int(size))


KINDS = {
    'gaussian-blur': (gaussian_blur, (0.8, 1.4, 2.3, 3.6, 6)),
    'lens-blur': (lens_blur, (1.1, 2, 3.3, 5.4, 9)),
    'motion-blur': (motion_blur, (3, 6, 11, 19, 33)),
    'white-noise': (white_noise, (6, 12, 22, 38, 65)),
    'colour-noise': (colour_noise, (8, 15, 26, 44, 75)),
    'salt-and-pepper': (salt_and_pepper, (0.004, 0.012, 0.035, 0.09, 0.22)),
    'speckle': (speckle, (0.07, 0.14, 0.25, 0.42, 0.7)),
    'jpeg': (jpeg, (45, 24, 13, 7, 3)),
    'webp': (webp, (60, 30, 12, 4, 0)),
    'low-resolution': (low_resolution, (1.6, 2.4, 3.6, 5.5, 9)),
    'pixelation': (pixelation, (1.8, 2.8, 4.5, 7, 12)),
    'over-exposure': (over_exposure, (0.5, 1, 1.6, 2.3, 3.2)),
    'under-exposure': (under_exposure, (0.8, 1.6, 2.5, 3.5, 4.8)),
    'contrast-decrease': (contrast, (0.75, 0.54, 0.36, 0.22, 0.12)),
    'contrast-increase': (contrast, (1.35, 1.8, 2.5, 3.7, 6)),
    'saturation-decrease': (saturation, (0.78, 0.56, 0.36, 0.17, 0)),
    'saturation-increase': (saturation, (1.5, 2.1, 3, 4.4, 7)),
    'colour-shift': (colour_shift, (8, 16, 26, 39, 56)),
    'over-sharpening': (over_sharpening, (0.8, 1.8, 3.5, 6.5, 12)),
    'banding': (banding, (22, 13, 8, 5, 3)),
    'dirt': (dirt, (12, 28, 60, 120, 230)),
    'haze': (haze, (0.8, 0.62, 0.45, 0.3, 0.17)),
    'jitter': (jitter, (0.5, 0.9, 1.6, 3, 6)),
    'smearing': (smearing, (3, 5, 9, 17, 31)),
}
"""Each kind's function and the strengths of its five levels."""
LEVELS = 5

UNSEEN = ('motion-blur', 'speckle')
"""Kinds that are left out of training and validation. Neither is a trained kind at another strength: trained blurs are equal in
all directions, and trained noise does not depend on the brightness."""


def distorted(image, kind, level, random):
    """The image distorted at a level from 0, which is the image itself, to 5."""
    if level == 0:
        return image
    function, strengths = KINDS[kind]
    return function(image, strengths[level - 1], random)
