"""Prints a table of the test photographs: the judge, the nano model and BRISQUE.

    python tools/train-judge/compare.py DATA

Reads what score_photos.py wrote, and DATA/mixed-brisque.npy if it exists; the nano model's and BRISQUE's other figures come from
docs/nano/figures.json, on the same images.
"""
import json

import numpy as np

from shared import ROOT
from tables import labels_of, nano_calibration
from dataset import read_split, read_table
from evaluate import correlations, falling
from distortions import UNSEEN
from settings import data_folder

ASKED = {'SRCC, trained kinds': 0.9, 'PLCC, trained kinds': 0.9, 'SRCC, unseen kinds': 0.8, 'PLCC, unseen kinds': 0.8,
         'falls from the original on': 0.88, 'SRCC, mixtures': 0.85}


def of_series(split, scores):
    """Figures of a split with whole series, by the name of the row."""
    unseen = np.isin(split.kind, UNSEEN)
    rows = {}
    for name, chosen in (('trained', ~unseen), ('unseen', unseen)):
        found = correlations(scores[chosen], split.label[chosen])
        rows |= {f'SRCC, {name} kinds': found['srcc'], f'PLCC, {name} kinds': found['plcc']}
    steps = falling(scores, split.series)
    return rows | {'falls from the original on': steps['fromOriginal'], 'falls at every level': steps['levels']}


def of_mixtures(table, label, scores):
    rows = {}
    for kind, name in (('mixed', 'mixtures'), ('partly', 'damage in a part')):
        chosen = np.array([row['kind'] == kind for row in table])
        found = correlations(scores[chosen], label[chosen])
        rows |= {f'SRCC, {name}': found['srcc'], f'PLCC, {name}': found['plcc']}
    return rows


def published_rows(part, model):
    """Figures of `nano` or `brisque`, by the name of the row."""
    groups = part['groups']
    # BRISQUE's scale is another one.
    plcc, steps = {'nano': ('plcc', 'falling'), 'brisque': ('fittedPlcc', 'brisqueFalling')}[model]
    rows = {}
    for name in ('trained', 'unseen'):
        found = groups[f'{name}Kinds'][model]
        rows |= {f'SRCC, {name} kinds': found['srcc'], f'PLCC, {name} kinds': found[plcc]}
    falls = groups['all'][steps]
    return rows | {'falls from the original on': falls['fromOriginal'], 'falls at every level': falls['levels']}


def main():
    folder = data_folder(__doc__)
    published = json.loads((ROOT / 'docs' / 'nano' / 'figures.json').read_text())
    # Without the nano model's training images its calibration cannot be computed again.
    (folder / 'calibration.json').write_text(json.dumps(nano_calibration()))
    mixed = read_table(folder, 'mixed')
    label = labels_of(mixed)
    for name, title in (('test', 'The test photographs'), ('apart', 'The photographs apart')):
        split = read_split(folder, name)
        columns = {'judge': of_series(split, np.load(folder / f'{name}-judge.npy')),
                   'nano': published_rows(published[name], 'nano'), 'BRISQUE': published_rows(published[name], 'brisque')}
        crops = set(split.crop)
        chosen = np.array([row['crop'] in crops for row in mixed])
        rows = [row for row, here in zip(mixed, chosen) if here]
        for model in ('judge', 'nano', 'brisque'):
            path = folder / f'mixed-{model}.npy'
            if path.exists():
                sign = -1 if model == 'brisque' else 1
                columns['BRISQUE' if model == 'brisque' else model] |= of_mixtures(rows, label[chosen], sign * np.load(path)[chosen])
        print(f'{title}:\n\n| | goal | {" | ".join(columns)} |\n|---|---|{"---|" * len(columns)}')
        for row in columns['judge']:
            cells = [f'{ASKED[row]:.2f}' if row in ASKED else ''] + [f'{column[row]:.3f}' if row in column else '' for column in columns.values()]
            print(f'| {row} | {" | ".join(cells)} |')
        print()


if __name__ == '__main__':
    main()
