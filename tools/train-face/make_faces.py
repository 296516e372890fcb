"""Cuts the faces of faces.tsv out of their photographs, at the boxes that find.mjs found.

    python tools/train-face/make_faces.py DATA

Reads DATA/found.jsonl. Writes DATA/faces.json, and the faces with their surroundings to DATA/faces/NNN.png, reduced if the eyes
are further apart than in a chip. Persons in faces.tsv were identified by similar descriptors of two networks.
"""
import csv
import json

import cv2
import numpy as np
from PIL import Image

from chips import EYES, eye_distance
from settings import HERE, data_folder


def cut(image, face):
    """The face with its surroundings, and its points and box in the pixels of that image."""
    points, box = np.array(face['points']), np.array(face['box'])
    part = min(1, EYES / eye_distance(points))
    middle, half = (box[:2] + box[2:]) / 2, 1.5 * max(box[2] - box[0], box[3] - box[1])
    left, top = (max(0, int(value)) for value in middle - half)
    right, bottom = min(image.shape[1], int(middle[0] + half)), min(image.shape[0], int(middle[1] + half))
    region = image[top:bottom, left:right]
    height, width = (max(8, round(size * part)) for size in region.shape[:2])
    scale = np.array([width / region.shape[1], height / region.shape[0]])
    if part < 1:
        region = cv2.resize(region, (width, height), interpolation=cv2.INTER_AREA)
    return region, (points - [left, top] + .5) * scale - .5, (box - [left, top] * 2) * [*scale, *scale]


def listed_faces():
    """The rows of faces.tsv by the end of the photograph's path and the rounded box."""
    with open(HERE / 'faces.tsv', newline='') as file:
        rows = list(csv.DictReader(file, delimiter='\t'))
    return {(row['photo'], row['box']): row for row in rows}


def main():
    folder = data_folder(__doc__)
    (folder / 'faces').mkdir(exist_ok=True)
    listed, faces = listed_faces(), []
    for line in (folder / 'found.jsonl').read_text().splitlines():
        found = json.loads(line)
        image = np.array(Image.open(found['file']).convert('RGB'))
        for face in found['faces']:
            box = ' '.join(str(round(value)) for value in face['box'])
            row = next((row for (photo, own), row in listed.items() if own == box and found['file'].endswith(photo)), None)
            if row is None:
                continue
            region, points, place = cut(image, face)
            Image.fromarray(region).save(folder / f'faces/{len(faces):03d}.png')
            faces.append({**row, 'eyes': eye_distance(face['points']), 'points': points.tolist(), 'place': place.tolist()})
    (folder / 'faces.json').write_text(json.dumps(faces, indent=1))
    for split in ('train', 'validation', 'test'):
        chosen = [face for face in faces if face['split'] == split]
        print(f"{split}: {len(chosen)} faces of {len({face['person'] for face in chosen})} persons")


if __name__ == '__main__':
    main()
