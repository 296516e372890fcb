"""Prints the figures of docs/FACES.md, computed on the test faces.

    npm run infer -- DATA/chips --metric face-recognisability --no-faces --json > DATA/own.jsonl
    npm run infer -- DATA/boxes --metric brisque --no-faces --json > DATA/brisque.jsonl
    npm run infer -- DATA/boxes --metric hyperiqa --no-faces --json > DATA/nano.jsonl
    npm run infer -- DATA/boxes --metric photo-judge --no-faces --json > DATA/judge.jsonl
    python tools/train-face/evaluate.py DATA [EMBEDDINGS]

A file of scores may be missing or incomplete: faces with all scores count, and each metric is evaluated on its own faces. EMBEDDINGS is the
file that embed.mjs writes, a second measure of similarity.
"""
import argparse
import json
import pathlib

import numpy as np

from damage import SERIES
from measures import table
from settings import faces_of

NAMES = [f'{kind}-{level}' for kind, level in SERIES]
SOURCES = {'face-recognisability': ('own', None, 1), 'its stability': ('own', 'stability', 1), 'nano': ('nano', None, 1),
           'brisque': ('brisque', None, -1), 'photo-judge': ('judge', None, 1)}
"""For each row: the file of scores, the part of the result, and the sign that makes higher better."""


def scores_in(path, part, sign):
    """The scores by the face's number, for faces that have all 36."""
    scores = {}
    for line in path.read_text().splitlines():
        photo = json.loads(line)
        number, name = pathlib.Path(photo['file']).stem.split('-', 1)
        scores.setdefault(int(number), {})[name] = sign * (photo['results'][0]['parts'][part] if part else photo['score'])
    return {face: [known[name] for name in NAMES] for face, known in scores.items() if len(known) == len(NAMES)}


def similarity_by(embeddings, faces):
    """Cosine similarity to the embedding of the undistorted face, after subtracting the mean of all undistorted faces."""
    vectors = embeddings.reshape(len(faces), len(NAMES), -1)
    vectors = vectors - vectors[:, 0].mean(0)
    vectors = vectors / np.linalg.norm(vectors, axis=2, keepdims=True)
    return (vectors * vectors[:, :1]).sum(2)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('data', type=pathlib.Path)
    parser.add_argument('embeddings', type=pathlib.Path, nargs='?')
    arguments = parser.parse_args()
    folder = arguments.data
    faces = faces_of(folder)
    test = [i for i, face in enumerate(faces) if face['split'] == 'test']
    descriptors = np.load(folder / 'series.npz')['descriptors'].reshape(len(faces), len(NAMES), -1)[test]
    judges = {"this network's": -np.linalg.norm(descriptors - descriptors[:, :1], axis=2)}
    if arguments.embeddings:
        by_name = sorted(range(len(NAMES)), key=NAMES.__getitem__)
        found = np.fromfile(arguments.embeddings, np.float32).reshape(len(test), len(NAMES), -1)
        judges["another network's"] = similarity_by(found[:, np.argsort(by_name)], test)
    scores = {name: scores_in(folder / f'{file}.jsonl', part, sign) for name, (file, part, sign) in SOURCES.items()
              if (folder / f'{file}.jsonl').exists()}
    for shared in (False, True):
        common = [i for i in test if all(i in known for known in scores.values())]
        for name, known in scores.items():
            chosen = common if shared else [i for i in test if i in known]
            places = [test.index(i) for i in chosen]
            values = np.array([known[i] for i in chosen])
            for judge, similarity in judges.items():
                cells = [f'{kind} {share:.2f} {order:.2f}' for kind, (share, order) in table(values, similarity[places]).items()]
                print(f"{name}, {len(chosen)} faces, {judge} similarity: {', '.join(cells)}", flush=True)


if __name__ == '__main__':
    main()
