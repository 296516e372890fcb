"""Splits the photographs, then cuts crops of 512x384 (and 384x512, upright) from each at several scales.

    python tools/train/make_crops.py DATA

The split is by photograph: only a photograph's name determines whether it is for training, validation or test; those of
pictures-train.tsv are all for training. A photograph that resembles an earlier one (a copy of another size) is left out.
Reads DATA/pictures, and writes DATA/crops/*.png and DATA/crops.csv (crop, photo, split, upright, scale).

Photos are reduced before they are cut, or enlarged by at most a fifteenth. Large photos are reduced by at least a factor of
1.25, which hides the blur of the sensor and the artefacts of the original JPEG. Crops with very little detail (skies, blurred
backgrounds) are left out, since no measure and no network can tell whether they are sharp.
"""
import csv

import cv2
import numpy as np
from PIL import Image

from fetch_pictures import listed_pictures, pictures_apart, pictures_for_training
from settings import CROP_LONG, CROP_SHORT, data_folder, seeded

Image.MAX_IMAGE_PIXELS = None
ZOOMS = (1.0, 1.3, 1.7, 2.2, 2.9)
"""The size of the photo before it is cut, relative to the smallest size that contains a crop."""
TRIES, KEPT_LYING, KEPT_UPRIGHT = 24, 5, 2
LARGEST_ENLARGEMENT = 16 / 15
LARGE_SIDE, LARGE_REDUCTION = 1200, 1.25
LEAST_DETAIL = 2.5
ALIKE = 10
LARGEST_OVERLAP = 0.8
TRAIN, APART = 'train', 'apart'
"""The splits of all photographs from pictures-train.tsv and from pictures-apart.tsv."""
SHARES = ((TRAIN, 0.66), ('validation', 0.76), ('test', 1.0))


def split_of(photo):
    share = seeded('split', photo).random()
    return next(name for name, end in SHARES if share < end)


def fingerprint(image):
    """256 bits that state for each cell of a reduction to 17x16 whether it is darker than its right neighbour."""
    small = np.asarray(image.convert('L').resize((17, 16), Image.BOX), np.int16)
    return small[:, 1:] > small[:, :-1]


def detail(crop):
    """The mean magnitude of the luma's gradient, in grey levels per pixel."""
    luma = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.hypot(cv2.Scharr(luma, -1, 1, 0), cv2.Scharr(luma, -1, 0, 1)).mean() / 32)


def overlap(a, b, width, height):
    return max(0, width - abs(a[0] - b[0])) * max(0, height - abs(a[1] - b[1])) / (width * height)


def crops_of(image, photo, upright):
    """Yields (pixels [H,W,3], scale), where scale is the reduced photo's size divided by the photo's."""
    width, height = (CROP_SHORT, CROP_LONG) if upright else (CROP_LONG, CROP_SHORT)
    smallest = max(width / image.width, height / image.height)
    limit = 1 / LARGE_REDUCTION if min(image.size) >= LARGE_SIDE else LARGEST_ENLARGEMENT
    for zoom in ZOOMS:
        scale = smallest * zoom
        if scale > limit:
            return
        size = max(width, round(image.width * scale)), max(height, round(image.height * scale))
        reduced = np.asarray(image.resize(size, Image.LANCZOS))
        random = seeded('crops', photo, upright, zoom)
        kept = []
        for _ in range(TRIES):
            place = int(random.integers(size[0] - width + 1)), int(random.integers(size[1] - height + 1))
            pixels = reduced[place[1]:place[1] + height, place[0]:place[0] + width]
            if detail(pixels) < LEAST_DETAIL or any(overlap(place, other, width, height) > LARGEST_OVERLAP for other in kept):
                continue
            kept.append(place)
            yield pixels, scale
            if len(kept) == (KEPT_UPRIGHT if upright else KEPT_LYING):
                break


def main():
    data = data_folder(__doc__)
    (data / 'crops').mkdir(exist_ok=True)
    seen, rows = [], []
    listed = [(row, None) for row in listed_pictures()] + [(row, APART) for row in pictures_apart()]
    listed += [(row, TRAIN) for row in pictures_for_training()]
    for row, split in listed:
        photo = f"{row['package']}/{row['path']}"
        split = split or split_of(photo)
        image = Image.open(data / 'pictures' / photo).convert('RGB')
        print_ = fingerprint(image)
        copy = next((name for name, other in seen if np.count_nonzero(print_ != other) <= ALIKE), None)
        if copy is not None:
            print(f'{photo} is left out, as it resembles {copy}')
            continue
        seen.append((photo, print_))
        for upright in (False, True):
            for pixels, scale in crops_of(image, photo, upright):
                name = f'{len(rows):05d}'
                Image.fromarray(pixels).save(data / 'crops' / f'{name}.png', compress_level=1)
                rows.append((name, photo, split, int(upright), f'{scale:.4f}'))
    with open(data / 'crops.csv', 'w', newline='') as file:
        csv.writer(file).writerows([('crop', 'photo', 'split', 'upright', 'scale'), *rows])
    for split in (*(name for name, _ in SHARES), APART):
        of_split = [row for row in rows if row[2] == split]
        lying = sum(row[3] == 0 for row in of_split)
        print(f'{split}: {len({row[1] for row in of_split})} photographs, {lying} crops 512x384, {len(of_split) - lying} 384x512')


if __name__ == '__main__':
    main()
