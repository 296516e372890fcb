"""Compares scores of the validation images with those of networks that other people trained. Agreement is not truth.

    python tools/train-judge/agreement.py DATA SURVEY

SURVEY is a folder with the published CNNIQA-LIVE (https://github.com/lidq92/CNNIQA) and scnn.pkl
(https://github.com/zwx8981/DBCNN-PyTorch), which are not part of this repository. Writes the images to DATA/validation-photos
and reads, where they exist, DATA/judge-validation-nano.npy (score_nano.py), judge-validation-score.npy
(train_score.py), and BRISQUE's scores in DATA/validation-brisque.jsonl, written by
`npm run -s infer -- DATA/validation-photos --metric brisque --json > DATA/validation-brisque.jsonl`.
"""
import csv
import json
import pathlib
import sys

import numpy as np
import torch
from PIL import Image
from scipy import stats

from shared import ROOT
from make_data import SEEN
from make_series import images_of, planned
from tables import read_series
from train import keep_freed_memory

sys.path.append(str(ROOT / 'tools' / 'reference'))
from make_cnniqa_fixture import Cnniqa, patches_of  # noqa: E402
from make_s_cnn_fixture import SCnn, centre  # noqa: E402
from photo_networks import normalised  # noqa: E402

LIVE = ('gaussian-blur', 'jpeg', 'white-noise')
"""Kinds that both CNNIQA and BRISQUE were trained on."""
CLASSES = {'gaussian-blur': 0, 'white-noise': 14, 'jpeg': 19}
"""Of S-CNN: the first of five classes of one kind, the weakest first, as far as its answers to distorted samples tell."""


def write_photos(folder, target):
    target.mkdir(exist_ok=True)
    with open(folder / 'crops.csv', newline='') as file:
        plan = planned(list(csv.DictReader(file)), 'validation')
    number = 0
    for crop, kinds in plan:
        for _, _, image, _ in images_of(np.asarray(Image.open(folder / 'crops' / f'{crop}.png')), 'validation', crop, kinds):
            path = target / f'{number:04}.png'
            if not path.exists():
                Image.fromarray(image).save(path, compress_level=1)
            number += 1


def published(model, path, prefix=''):
    state = torch.load(path, map_location='cpu')
    model.load_state_dict({name.removeprefix(prefix): value for name, value in state.items()})
    return model.eval()


def s_cnn_level(probabilities, kind):
    """The mean level over the classes of a kind, weighted by their probabilities."""
    own = probabilities[:, CLASSES[kind]:CLASSES[kind] + 5]
    return (own * np.arange(1, 6)).sum(1) / own.sum(1)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, survey = map(pathlib.Path, sys.argv[1:])
    keep_freed_memory()
    photos = folder / 'validation-photos'
    write_photos(folder, photos)
    paths, table = sorted(photos.glob('*.png')), read_series(folder, 'validation')
    cnniqa, s_cnn = published(Cnniqa(), survey / 'CNNIQA-LIVE'), published(SCnn(), survey / 'scnn.pkl', 'module.')
    with torch.no_grad():
        # Both fall with quality: turned round, so that all rise with it.
        scores = {'CNNIQA': -np.array([float(cnniqa(patches_of(path)).mean()) for path in paths])}
        probabilities = np.concatenate([s_cnn(normalised(centre(Image.open(path)))).softmax(1).numpy() for path in paths])
    for name, file in (('nano', 'judge-validation-nano.npy'), ('judge', 'judge-validation-score.npy')):
        if (folder / file).exists():
            scores[name] = np.load(folder / file)
    brisque = folder / 'validation-brisque.jsonl'
    if brisque.exists():
        found = {pathlib.Path(each['file']).name: each['score'] for each in map(json.loads, brisque.read_text().splitlines())}
        scores['BRISQUE'] = -np.array([found[path.name] for path in paths])
    scores['label'] = table.label
    single = np.isin(table.kind, ('original', *SEEN))
    for title, chosen in (('all trained kinds', single), (', '.join(LIVE), np.isin(table.kind, ('original', *LIVE)))):
        print(f'{title}: {chosen.sum()} images\n\n| SRCC | {" | ".join(scores)} |\n|---|{"---|" * len(scores)}')
        for name, own in scores.items():
            cells = [f'{stats.spearmanr(own[chosen], other[chosen])[0]:.3f}' for other in scores.values()]
            print(f'| {name} | {" | ".join(cells)} |')
        print()
    print(f'S-CNN\'s level:\n\n| SRCC | {" | ".join(scores)} |\n|---|{"---|" * len(scores)}')
    for kind in LIVE:
        chosen = table.kind == kind
        level = -s_cnn_level(probabilities[chosen], kind)
        print(f'| {kind} | {" | ".join(f"{stats.spearmanr(level, own[chosen])[0]:.3f}" for own in scores.values())} |')


if __name__ == '__main__':
    main()
