"""Tests how well weights/photo-judge.safetensors names the damage of photographs that no choice depended on, for docs/JUDGE.md.

    python tools/train-judge/test_faults.py DATA

Reads DATA/crops and crops.csv, and the file as the program reads it. Takes of each test photograph, and of those apart, the original,
every kind of damage at one of the levels 3 to 5, and four mixtures. Photos are cropped by the protocol `grid`; kinds are
named as naming.py says, by the means of their probabilities and the file's bound.
"""
import collections
import csv
import os
import sys

import numpy as np
import torch
from PIL import Image

from shared import ROOT, grid_of
from damage import TRAINED, mixed
from naming import families
from distortions import KINDS, UNSEEN, distorted
from make_data import SEEN, WHOLE, planned
from settings import data_folder, seeded
from train import keep_freed_memory

sys.path.insert(1, str(ROOT / 'tools' / 'reference'))
from make_judge_fixture import SIDE, loaded  # noqa: E402

CLEAR, MIXTURES = (3, 4, 5), 4
models = []
"""Of this process: each has its own, of one thread."""


def open_model():
    keep_freed_memory()
    torch.set_num_threads(1)
    # Where the processor lacks what NNPACK needs, it says so for every layer.
    torch.backends.nnpack.set_flags(False)
    models.append(loaded()[0])


def images_of(folder, crop):
    """(kinds with their levels, image)"""
    original = np.asarray(Image.open(folder / 'crops' / f'{crop}.png'))
    yield [], original
    for kind in KINDS:
        level = int(seeded('faults level', crop, kind).choice(CLEAR))
        yield [(kind, level)], distorted(original, kind, level, seeded('distortion', crop, kind))
    for number in range(MIXTURES):
        image, made = mixed(original, seeded('judge mixed', crop, number))
        yield made, image


def work(task):
    """(kinds with their levels, probabilities [24], levels [24]) of a crop's images."""
    found = []
    for made, image in images_of(*task):
        parts = np.stack([image[top:top + SIDE, left:left + SIDE].transpose(2, 0, 1) for top, left in grid_of(*image.shape[:2])])
        with torch.no_grad():
            _, probabilities, levels = models[0](torch.from_numpy(parts).float().div(255).sub(0.5).div(0.5))
        found.append((made, probabilities.mean(0).numpy(), levels.mean(0).numpy()))
    return found


def share(values):
    values = list(values)
    return f'{100 * np.mean(values):.1f} % of {len(values)}'


def report(found, bound):
    def of(probabilities):
        (there,), (kinds,) = families(probabilities[None])
        return there, kinds

    def named(probabilities):
        there, kinds = of(probabilities)
        return {TRAINED[kind] for kind in kinds[there > bound]}

    def likeliest(probabilities):
        there, kinds = of(probabilities)
        return TRAINED[kinds[there.argmax()]]

    single = [each for each in found if len(each[0]) == 1]
    trained = [(made[0], p, levels) for made, p, levels in single if made[0][0] not in UNSEEN]
    mixtures = [(made, named(p)) for made, p, _ in found if len(made) > 1]
    print('undamaged, and a kind is named:', share(bool(named(p)) for made, p, _ in found if not made))
    print('trained kinds: the likeliest is right:', share(likeliest(p) == kind for (kind, _), p, _ in trained))
    print('  and above the bound:', share(likeliest(p) == kind and kind in named(p) for (kind, _), p, _ in trained))
    errors = [abs(levels[TRAINED.index(kind)] - level) for (kind, level), p, levels in trained if likeliest(p) == kind]
    print(f'  mean error of the level where it is right: {np.mean(errors):.2f}')
    for kind in SEEN:
        own = [likeliest(p) for (made, _), p, _ in trained if made == kind]
        wrong = collections.Counter(each for each in own if each != kind).most_common(2)
        print(f'  {kind}:', share(each == kind for each in own), *(f'{name} {count}' for name, count in wrong))
    print('mixtures: of the kinds at level 3 or more, named:',
          share(kind in names for made, names in mixtures for kind, level in made if level >= CLEAR[0]))
    print('  of what is named, in the mixture:',
          share(name in {kind for kind, _ in made} for made, names in mixtures for name in names))
    for kind in UNSEEN:
        own = [likeliest(p) if named(p) else 'nothing' for made, p, _ in single if made[0][0] == kind]
        print(f'{kind}, never trained:', *(f'{name} {count}' for name, count in collections.Counter(own).most_common(4)))


def main():
    folder = data_folder(__doc__)
    bound = float(loaded()[1]['bound'])
    with open(folder / 'crops.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    with torch.multiprocessing.get_context('spawn').Pool(os.cpu_count(), open_model) as pool:
        for split in WHOLE:
            tasks = [(folder, crop) for crop, _ in planned(rows, split)]
            print(f'\n{split}, {len(tasks)} photographs, bound {bound}', flush=True)
            report([each for found in pool.imap(work, tasks) for each in found], bound)


if __name__ == '__main__':
    main()
