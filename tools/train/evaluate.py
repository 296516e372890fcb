"""Compares the scores of the test images with their labels, and with BRISQUE's scores.

    python tools/train/evaluate.py DATA

Reads DATA/*-nano.npy (from score_test.py), DATA/*-brisque.npy (from brisque.py) and the tables. Writes docs/nano/figures.json,
docs/nano/scatter.png, docs/nano/levels.png, and the tables between the marks in docs/NANO.md.
"""
import json
import warnings

import numpy as np
from scipy import optimize, stats

import plots
from dataset import calibration, read_split
from distortions import KINDS, LEVELS, UNSEEN
from make_data import SEEN
from settings import ROOT, data_folder
from weights_file import read_weights
from export import PATH

OUT, PAGE = ROOT / 'docs' / 'nano', ROOT / 'docs' / 'NANO.md'
BEGIN, END = '<!-- written by tools/train/evaluate.py -->', '<!-- end -->'


def logistic(x, a, b, c, d):
    return a + (b - a) / (1 + np.exp(-(x - c) / d))


def fitted_plcc(scores, label):
    """PLCC after fitting the four-parameter logistic function that is usual in papers on image quality."""
    start = (label.min(), label.max(), np.median(scores), np.sign(np.corrcoef(scores, label)[0, 1]) * scores.std())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            found, _ = optimize.curve_fit(logistic, scores, label, start, maxfev=20000)
            return abs(float(np.corrcoef(logistic(scores, *found), label)[0, 1]))
    except RuntimeError:
        return abs(float(np.corrcoef(scores, label)[0, 1]))


def correlations(scores, label, higher_is_better=True):
    sign = 1 if higher_is_better else -1
    return {'srcc': sign * float(stats.spearmanr(scores, label)[0]), 'plcc': sign * float(np.corrcoef(scores, label)[0, 1]),
            'fittedPlcc': fitted_plcc(scores, label)}


def falling(scores, series):
    """The shares of series whose scores fall at all four steps between levels, and also at the step from the original; and the
    share of single steps at which they fall."""
    steps = np.diff(scores[series], axis=1) < 0
    return {'levels': float(steps[:, 1:].all(1).mean()), 'fromOriginal': float(steps.all(1).mean()),
            'singleSteps': float(steps.mean())}


def figures_of(test, nano, brisque):
    original, held_out = test.level == 0, np.isin(test.kind, UNSEEN)
    kind_of_series = test.kind[test.series[:, 1]]
    unseen_series = np.isin(kind_of_series, UNSEEN)
    groups = {'trainedKinds': ~held_out, 'unseenKinds': held_out, 'all': np.ones(len(nano), bool)}
    result = {'photographs': int(original.sum()), 'images': len(nano), 'groups': {}, 'kinds': {}}
    for name, chosen in groups.items():
        of_group = {'trainedKinds': ~unseen_series, 'unseenKinds': unseen_series}.get(name, unseen_series | True)
        result['groups'][name] = {
            'images': int(chosen.sum()), 'nano': correlations(nano[chosen], test.label[chosen]),
            'brisque': correlations(brisque[chosen], test.label[chosen], False),
            'falling': falling(nano, test.series[of_group]), 'brisqueFalling': falling(-brisque, test.series[of_group]),
            'meanError': float(np.abs(nano[chosen] - test.label[chosen]).mean())}
    for kind in KINDS:
        chosen, series = test.kind == kind, test.series[kind_of_series == kind]
        result['kinds'][kind] = {
            'unseen': kind in UNSEEN, 'nano': correlations(nano[chosen], test.label[chosen]),
            'brisque': correlations(brisque[chosen], test.label[chosen], False), 'falling': falling(nano, series),
            'brisqueFalling': falling(-brisque, series), 'label': test.label[series].mean(0).round(2).tolist(),
            'score': nano[series].mean(0).round(2).tolist()}
    return result


HEAD = ['| {} | images | SRCC | PLCC | BRISQUE SRCC | BRISQUE PLCC (fitted) | falls at every level | from the original on |',
        '|---|---|---|---|---|---|---|---|']


def table_row(name, count, part):
    nano, brisque, steps = part['nano'], part['brisque'], part['falling']
    return (f"| {name} | {count} | {nano['srcc']:.3f} | {nano['plcc']:.3f} | {brisque['srcc']:.3f} "
            f"| {brisque['plcc']:.3f} ({brisque['fittedPlcc']:.3f}) | {100 * steps['levels']:.1f} % "
            f"| {100 * steps['fromOriginal']:.1f} % |")


def bounds(groups):
    """A table of the required and the measured figures."""
    trained, unseen = groups['trainedKinds'], groups['unseenKinds']
    rows = [('SRCC with the label, trained kinds', 0.90, trained['nano']['srcc']),
            ('PLCC with the label, trained kinds', 0.90, trained['nano']['plcc']),
            ('SRCC, unseen kinds', 0.75, unseen['nano']['srcc']), ('PLCC, unseen kinds', 0.75, unseen['nano']['plcc']),
            ('share of series that fall at every level, all kinds', 0.90, groups['all']['falling']['levels'])]
    rows += [(f"{name.upper()} above BRISQUE's (fitted), {what}", part['brisque'][theirs], part['nano'][name])
             for what, part in (('trained kinds', trained), ('unseen kinds', unseen))
             for name, theirs in (('srcc', 'srcc'), ('plcc', 'fittedPlcc'))]
    lines = ['| goal | at least | result | |', '|---|---|---|---|']
    return lines + [f"| {what} | {least:.3f} | {found:.3f} | {'reached' if found >= least else '**not reached**'} |"
                    for what, least, found in rows]


def tables(figures, apart):
    names = {'trainedKinds': f'{len(SEEN)} trained kinds', 'unseenKinds': f'unseen: {", ".join(UNSEEN)}', 'all': 'all'}
    lines = [*bounds(figures['groups']), '', f"The {figures['photographs']} test photographs:", '', HEAD[0].format('kinds'), HEAD[1]]
    lines += [table_row(names[name], part['images'], part) for name, part in figures['groups'].items()]
    lines += ['', f"The {apart['photographs']} photographs from packages kept apart:", '', HEAD[0].format('kinds'), HEAD[1]]
    lines += [table_row(names[name], part['images'], part) for name, part in apart['groups'].items()]
    lines += ['', 'The test photographs by kind, without the originals:', '', HEAD[0].format('kind'), HEAD[1]]
    for kind, part in sorted(figures['kinds'].items(), key=lambda item: (not item[1]['unseen'], item[0])):
        name = f'{kind} (unseen)' if part['unseen'] else kind
        lines.append(table_row(name, figures['photographs'] * LEVELS, part))
    return '\n'.join(lines)


def scored(folder, split):
    return read_split(folder, split), np.load(folder / f'{split}-nano.npy'), np.load(folder / f'{split}-brisque.npy')


def main():
    folder = data_folder(__doc__)
    OUT.mkdir(parents=True, exist_ok=True)
    test, nano, brisque = scored(folder, 'test')
    figures, apart = figures_of(test, nano, brisque), figures_of(*scored(folder, 'apart'))
    _, metadata = read_weights(PATH)
    content = {'weights': metadata, 'calibration': calibration(folder), 'test': figures, 'apart': apart}
    (OUT / 'figures.json').write_text(json.dumps(content, indent=1) + '\n')
    plots.scatter(OUT / 'scatter.png', test.label, nano, brisque, np.isin(test.kind, UNSEEN))
    order = sorted(KINDS, key=lambda kind: (kind not in UNSEEN, kind))
    plots.staircase(OUT / 'levels.png', [(kind, kind in UNSEEN) for kind in order],
                    *({kind: figures['kinds'][kind][what] for kind in KINDS} for what in ('label', 'score')))
    text = tables(figures, apart)
    print(text)
    if PAGE.exists():
        page = PAGE.read_text()
        head, rest = page.split(BEGIN, 1)
        PAGE.write_text(f'{head}{BEGIN}\n\n{text}\n\n{END}{rest.split(END, 1)[1]}')


if __name__ == '__main__':
    main()
