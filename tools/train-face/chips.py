"""Makes the network's input from a face, as src/image/face-chip.ts and src/image/align-face.ts do, with NumPy and OpenCV."""
import cv2
import numpy as np

SIDE = 150
TEMPLATE = np.array([[47.549, 46.599], [100.476, 46.599], [74.0127, 76.5625], [50.4149, 103.0233], [97.6104, 103.0233]])
EYES = TEMPLATE[1, 0] - TEMPLATE[0, 0]
"""The distance of the eyes in a chip, in pixels."""
MEANS = np.array([122.782, 117.001, 104.298], np.float32)


def similarity(points, places):
    """The 2x3 matrix of the rotation, scaling and translation that maps `points` to `places` with the least squared error."""
    points, places = np.asarray(points, float), np.asarray(places, float)
    p, q = points - points.mean(0), places - places.mean(0)
    extent = (p * p).sum()
    a, b = (p * q).sum() / extent, (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum() / extent
    turn = np.array([[a, -b], [b, a]])
    return np.hstack([turn, (places.mean(0) - turn @ points.mean(0))[:, None]])


def chip_of(region, points):
    """The aligned face, [150,150,3] of uint8. `region` must not show the face larger than the chip does."""
    return cv2.warpAffine(region, similarity(points, TEMPLATE), (SIDE, SIDE))


def network_input(chips):
    """The chips as the network's input, [N,3,150,150] of float32."""
    return np.ascontiguousarray(((np.stack(chips) - MEANS) / 255).transpose(0, 3, 1, 2), np.float32)


def eye_distance(points):
    return float(np.hypot(*(np.asarray(points[1]) - np.asarray(points[0]))))


def pixels_of(region, box):
    """All pixels that the box touches, as src/image/crop.ts cuts them; this is the input of general metrics for a face."""
    height, width = region.shape[:2]
    left, top = (max(int(np.floor(value)), 0) for value in box[:2])
    right, bottom = min(int(np.ceil(box[2])), width), min(int(np.ceil(box[3])), height)
    return region[top:bottom, left:right]
