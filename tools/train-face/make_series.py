"""Damages every face and stores the outputs of the recognition network, so that training takes only minutes.

    python tools/train-face/make_series.py DATA

Writes DATA/series.npz (every face undistorted and with seven kinds of damage at five levels), DATA/training.npz (three
variations of each face that is not for the test: mirrored, with other colours, inexact points and other strengths, also with two
kinds of damage), DATA/boxes/ (the boxes of test faces, for general metrics) and DATA/chips/ (the network's input for test faces).
"""
import cv2
import numpy as np
import torch
from PIL import Image

from chips import chip_of, eye_distance, network_input, pixels_of
from damage import KINDS, SERIES, as_bytes, damaged
from recognition import Recognition
from settings import NETWORK, data_folder, faces_of

VARIATIONS = 3
PAIRS = 8
"""Images with two kinds of damage in each variation."""
UNDISTORTED, TWO_KINDS = -1, 99
PAIR_ORDER = ['rotation', 'light', 'occlusion', 'blur', 'scale', 'noise', 'jpeg']
"""The order in which two kinds are applied: first the scene, then the lens and the sensor, last the software."""


def known(network, chips):
    read, features, descriptors = network(torch.from_numpy(network_input(chips)))
    return read.numpy().astype(np.float16), features.numpy().astype(np.float16), descriptors.numpy()


def whole_series(folder, network, faces):
    read, features, descriptors = [], [], []
    for number, face in enumerate(faces):
        region = np.array(Image.open(folder / f'faces/{number:03d}.png'))
        chips = []
        for kind, level in SERIES:
            seed = [number, KINDS.index(kind) if level else 0]
            image = damaged(region, face['points'], face['place'], kind, level, seed) if level else region
            chips.append(chip_of(image, face['points']))
            if face['split'] == 'test':
                name = f'{number:03d}-{kind}-{level}.png'
                Image.fromarray(pixels_of(image, face['place'])).save(folder / 'boxes' / name)
                Image.fromarray(chips[-1]).save(folder / 'chips' / name)
        for all_, some in zip((read, features, descriptors), known(network, chips)):
            all_.append(some)
    parts = {'read': read, 'features': features, 'descriptors': descriptors}
    np.savez(folder / 'series.npz', **{name: np.concatenate(some) for name, some in parts.items()})


def varied(region, face, variation, rng):
    """A plausible variation of the face: image, points and box."""
    points, box = np.array(face['points']), np.array(face['place'])
    if rng.random() < .5:
        region = np.ascontiguousarray(region[:, ::-1])
        right = region.shape[1]
        points[:, 0] = right - 1 - points[:, 0]
        points, box = points[[1, 0, 2, 4, 3]], np.array([right - box[2], box[1], right - box[0], box[3]])
    if variation > 0:
        gamma, colours = np.exp(rng.normal(0, .2)), np.exp(rng.normal(0, .06, 3))
        region = as_bytes(255 * (region / 255) ** gamma * colours)
        off = .03 * eye_distance(face['points'])
        points = points + rng.normal(0, off, points.shape) + rng.normal(0, off, (1, 2))
    return region, points, box


def jobs_of(rng):
    """The images of one variation, each a list of (kind, level, seed): undistorted, then whole series, then pairs of kinds."""
    jobs = [[]]
    for kind in KINDS:
        seed, shift = int(rng.integers(1 << 30)), rng.uniform(-.5, .5)
        jobs += [[(kind, max(.1, min(5, level + shift)), seed)] for level in range(1, 6)]
    for _ in range(PAIRS):
        chosen = sorted(rng.choice(KINDS, 2, replace=False), key=PAIR_ORDER.index)
        jobs.append([(kind, float(rng.uniform(.3, 4)), int(rng.integers(1 << 30))) for kind in chosen])
    return jobs


def training_series(folder, network, faces):
    read, distances, rows = [], [], []
    for variation in range(VARIATIONS):
        for number, face in enumerate(faces):
            if face['split'] == 'test':
                continue
            rng = np.random.default_rng([number, variation, 77])
            region = np.array(Image.open(folder / f'faces/{number:03d}.png'))
            region, points, box = varied(region, face, variation, rng)
            chips = []
            for job in jobs_of(rng):
                image = region
                for kind, level, seed in job:
                    image = damaged(image, points, box, kind, level, seed)
                chips.append(chip_of(image, points))
                kind = UNDISTORTED if not job else TWO_KINDS if len(job) == 2 else KINDS.index(job[0][0])
                rows.append((number, variation, kind, job[0][1] if job else 0))
            seen, _features, descriptors = known(network, chips)
            read.append(seen)
            distances.append(np.linalg.norm(descriptors - descriptors[:1], axis=1))
        print(f'variation {variation + 1} of {VARIATIONS}', flush=True)
    np.savez(folder / 'training.npz', read=np.concatenate(read), distances=np.concatenate(distances), rows=np.array(rows))


def main():
    folder = data_folder(__doc__)
    cv2.setNumThreads(1)
    for name in ('boxes', 'chips'):
        (folder / name).mkdir(exist_ok=True)
    network, faces = Recognition(folder / NETWORK), faces_of(folder)
    whole_series(folder, network, faces)
    training_series(folder, network, faces)


if __name__ == '__main__':
    main()
