"""Filters that the stem's 7x7 convolution begins with.

Light is strongest where it varies slowly, so that random filters see little but that, and a network that begins with
them takes long to find out what a blur or a grid of blocks takes away. These begin apart: light and two opponent
colours as they are, and bands of fine detail that sum to zero.
"""
import numpy as np
import torch

LIGHT, RED_GREEN, BLUE_YELLOW = (1, 1, 1), (1, -1, 0), (-0.5, -0.5, 1)
FINEST, FINE, COARSE = (2.0, 0.8), (3.2, 1.2), (5.5, 1.7)
"""Wavelength and width (sigma), in pixels, of the bands of detail."""


def gaussian(sigma):
    y, x = np.mgrid[-3:4, -3:4]
    return np.exp(-(x ** 2 + y ** 2) / (2 * sigma ** 2))


def wave(wavelength, sigma, degrees, phase):
    """A windowed wave across the direction `degrees`, without mean."""
    y, x = np.mgrid[-3:4, -3:4]
    angle = np.radians(degrees)
    window = gaussian(sigma)
    values = window * np.cos(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / wavelength + phase)
    return values - window * values.sum() / window.sum()


def spot(sigma):
    """A fine spot against its surroundings."""
    centre, around = gaussian(sigma), gaussian(2 * sigma)
    return centre / centre.sum() - around / around.sum()


def stem_filters():
    """[16,3,7,7] of norm one: 10 of luma's detail, 3 of slow luma and colour, 3 of detail in colour and luma."""
    line, edge = 0, np.pi / 2
    bank = [(LIGHT, wave(*FINEST, degrees, line)) for degrees in (0, 90)]
    bank += [(LIGHT, wave(*FINE, degrees, line)) for degrees in (0, 45, 90, 135)]
    bank += [(LIGHT, wave(*band, degrees, edge)) for band in (FINE, COARSE) for degrees in (0, 90)]
    bank += [(colour, gaussian(1.5)) for colour in (LIGHT, RED_GREEN, BLUE_YELLOW)]
    bank += [(colour, spot(0.7)) for colour in (LIGHT, RED_GREEN, BLUE_YELLOW)]
    filters = np.stack([np.multiply.outer(np.array(colour, float), plane) for colour, plane in bank])
    filters /= np.sqrt((filters ** 2).sum((1, 2, 3), keepdims=True))
    return torch.as_tensor(filters, dtype=torch.float32)
