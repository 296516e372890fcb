"""Makes test/models/mtcnn/fixture.json: the results of MTCNN's networks by OpenCV's dnn, and of the cascade in mtcnn.py.

    python tools/reference/make_mtcnn_fixture.py FOLDER

FOLDER must contain the publisher's det1 to det4 as .prototxt and .caffemodel (src/models/mtcnn/model.ts has the addresses). The
networks and one cascade have seeded weights in caffemodels of the same form; another cascade has the published weights.
"""
import json
import math
import pathlib
import sys

import cv2
import numpy as np
from PIL import Image

import mtcnn
import synthetic

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEED = 8
PHOTO = 'grace-hopper.jpg'
# `part` is left, top, width, height. At the first scale it has 117x25 pixels, so that the last row and column are pooled alone,
# and the program runs two tiles.
PROPOSED = {'part': (150, 120, 242, 52), 'leastFace': 25}
SEEDED = {'part': (150, 120, 250, 180), 'leastFace': 60, 'thresholds': (0.4, 0.6, 0.5)}
PUBLISHED = {'part': (0, 0, 512, 600), 'leastFace': 50, 'thresholds': (0.6, 0.7, 0.8)}
NETS = {
    'refinement': ('det2', 'refined', (2, 3, 24, 24), ('prob1', 'conv5-2')),
    'decision': ('det3', 'decided', (2, 3, 48, 48), ('prob1', 'conv6-2', 'conv6-3')),
    'correction': ('det4', 'patches', (2, 15, 24, 24), [f'fc5_{i + 1}' for i in range(5)]),
}


def short(values, digits=7):
    return [float(f'{value:.{digits}g}') for value in np.ravel(values)]


def cut(photo, part):
    left, top, width, height = part
    return photo[top:top + height, left:left + width]


def inputs(name, shape):
    """Seeded inputs near unit scale, by the hash of synthetic.py."""
    bits = synthetic.hash_indices(synthetic.hash_text(f'{SEED}/{name}'), math.prod(shape))
    sums = bits.view(np.uint8).reshape(-1, 4).sum(axis=1, dtype=np.int32) - 510
    return (sums.astype(np.float32) * synthetic.bell(0.25)[1]).reshape(shape)


def cascade(nets, photo, case):
    confidences, boxes, points = mtcnn.detect(nets, cut(photo, case['part']), case['leastFace'], case['thresholds'])
    faces = zip(confidences, boxes, points)
    return {**case, 'faces': [{'confidence': short(c, 9)[0], 'box': short(b), 'points': short(p)} for c, b, p in faces]}


def main(folder):
    originals = {part: pathlib.Path(folder) / f'{part}.caffemodel' for part in mtcnn.PARTS}
    nets = mtcnn.seeded(folder, originals, SEED)
    photo = np.array(Image.open(ROOT / 'samples' / PHOTO).convert('RGB'))
    part = cut(photo, PROPOSED['part'])
    face, moves = mtcnn.propose(nets, part, mtcnn.level_scales(part, PROPOSED['leastFace'])[0])
    fixture = {
        'opencv': cv2.__version__,
        'seed': SEED,
        'photo': PHOTO,
        'proposals': {**PROPOSED, 'columns': face.shape[1], 'face': short(face), 'moves': short(moves)},
        'nets': {
            net: {'input': name, 'shape': shape,
                  'outputs': [short(values) for values in mtcnn.forward(nets[file], inputs(name, shape), outputs)]}
            for net, (file, name, shape, outputs) in NETS.items()
        },
        'seeded': cascade(nets, photo, SEEDED),
        'published': cascade(mtcnn.load(folder, originals), photo, PUBLISHED),
    }
    path = ROOT / 'test' / 'models' / 'mtcnn' / 'fixture.json'
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(fixture) + '\n')
    print('wrote', path, len(fixture['seeded']['faces']), 'faces by seeded weights')


if __name__ == '__main__':
    main(sys.argv[1])
