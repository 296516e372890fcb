"""Initial filters of the stem's 7x7 convolution.

The energy of luma is mostly at low frequencies, so random filters respond to little else, and a network that starts with them
takes long to learn what blur or block artefacts remove. These filters are separate from the start: luma and two opponent colours
without change, and bands of fine detail with zero sum.
"""
import numpy as np
import torch

LIGHT, RED_GREEN, BLUE_YELLOW = (1, 1, 1), (1, -1, 0), (-0.5, -0.5, 1)
FINEST, FINE, COARSE = (2.0, 0.8), (3.2, 1.2), (5.5, 1.7)
"""Wavelength and width (sigma) of the bands of detail, in pixels."""


def gaussian(sigma):
    y, x = np.mgrid[-3:4, -3:4]
    return np.exp(-(x ** 2 + y ** 2) / (2 * sigma ** 2))


def wave(wavelength, sigma, degrees, phase):
    """A windowed wave along the direction `degrees`, with zero mean."""
    y, x = np.mgrid[-3:4, -3:4]
    angle = np.radians(degrees)
    window = gaussian(sigma)
    values = window * np.cos(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / wavelength + phase)
    return values - window * values.sum() / window.sum()


def spot(sigma):
    """A fine spot minus its surroundings."""
    centre, around = gaussian(sigma), gaussian(2 * sigma)
    return centre / centre.sum() - around / around.sum()


def stem_filters():
    """Filters [16,3,7,7] of norm one: 10 of detail in luma, 3 of smooth luma and colour, 3 of fine spots in luma and colour."""
    line, edge = 0, np.pi / 2
    bank = [(LIGHT, wave(*FINEST, degrees, line)) for degrees in (0, 90)]
    bank += [(LIGHT, wave(*FINE, degrees, line)) for degrees in (0, 45, 90, 135)]
    bank += [(LIGHT, wave(*band, degrees, edge)) for band in (FINE, COARSE) for degrees in (0, 90)]
    bank += [(colour, gaussian(1.5)) for colour in (LIGHT, RED_GREEN, BLUE_YELLOW)]
    bank += [(colour, spot(0.7)) for colour in (LIGHT, RED_GREEN, BLUE_YELLOW)]
    filters = np.stack([np.multiply.outer(np.array(colour, float), plane) for colour, plane in bank])
    filters /= np.sqrt((filters ** 2).sum((1, 2, 3), keepdims=True))
    return torch.as_tensor(filters, dtype=torch.float32)
