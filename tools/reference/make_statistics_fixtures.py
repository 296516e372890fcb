"""Makes test/fixtures/study/statistics.json: correlations, bootstrap intervals and logistic fits by scipy and numpy.

    python tools/reference/make_statistics_fixtures.py
"""

import json
import platform
import warnings
from pathlib import Path

import numpy as np
import scipy
from scipy import stats
from scipy.optimize import curve_fit

OUT = Path(__file__).parents[2] / "test/fixtures/study/statistics.json"
FIGURES = ["PLCC", "SRCC", "KRCC", "RMSE", "MSE"]


def number(value):
    return float(value) if np.isfinite(value) else None


def agreement(given, predicted):
    mse = np.mean((given - predicted) ** 2)
    if len(given) < 2:
        correlations = [np.nan] * 3
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # scipy warns about constant columns
            correlations = [
                stats.pearsonr(given, predicted)[0],
                stats.spearmanr(given, predicted)[0],
                stats.kendalltau(given, predicted, variant="b")[0],
            ]
    return [number(value) for value in [*correlations, np.sqrt(mse), mse]]


def intervals(given, predicted, resamples, seed):
    generator = np.random.MT19937()
    generator._legacy_seeding(seed)
    drawn = []
    for _ in range(resamples):
        places = np.floor(generator.random_raw(len(given)) / 2**32 * len(given)).astype(int)
        drawn.append(agreement(given[places], predicted[places]))
    columns = np.array(drawn, dtype=float).T
    columns = [column[np.isfinite(column)] for column in columns]
    return [list(np.percentile(column, [2.5, 97.5])) if len(column) else None for column in columns]


def curve(x, upper, lower, middle, width):
    return lower + (upper - lower) / (1 + np.exp(-(x - middle) / np.abs(width)))


def logistic(given, predicted):
    ends = [given.max(), given.min()]
    if stats.pearsonr(given, predicted)[0] < 0:
        ends.reverse()
    start = [*ends, predicted.mean(), predicted.std() / 4]
    found, _ = curve_fit(curve, predicted, given, p0=start, xtol=1e-14, ftol=1e-14, gtol=1e-14, maxfev=100000)
    found[3] = abs(found[3])
    return {
        "curve": dict(zip(["upper", "lower", "middle", "width"], map(float, found))),
        "agreement": agreement(given, curve(predicted, *found)),
    }


def cases():
    random = np.random.RandomState(0)
    mos = random.uniform(5, 85, 60)
    yield "scores near the given ones", mos, mos + random.normal(0, 4, 60)
    yield "no relation", mos, random.uniform(10, 90, 60)
    yield "ties in both columns and in pairs", random.randint(1, 6, 80) * 1.0, random.randint(1, 4, 80) * 0.1
    yield "lower is better", mos, 100 - mos + random.normal(0, 9, 60)
    yield "all predicted equal", mos, np.full(60, 0.1)
    yield "all given equal", np.full(7, 61.3), mos[:7]
    yield "both constant", np.full(5, 0.1), np.full(5, 0.3)
    yield "equal columns", mos[:20], mos[:20]
    yield "two photos", np.array([1.0, 2.0]), np.array([7.0, 3.0])
    yield "one photo", np.array([50.0]), np.array([40.0])
    yield "one value that differs", np.array([1.0, 1, 1, 1, 2]), np.array([5.0, 5, 5, 5, 5.5])
    yield "small scores", mos, np.round(mos / 100, 2)
    yield "far from zero", mos[:30] + 1e6, mos[:30] * 3 + 1e6


def fits():
    random = np.random.RandomState(1)
    x = random.uniform(10, 90, 120)
    yield "an S with noise", 5 + 80 / (1 + np.exp(-(x - 47) / 9)) + random.normal(0, 4, 120), x
    yield "falling, scores below 1", 70 - 50 / (1 + np.exp(-(x / 100 - 0.4) / 0.08)) + random.normal(0, 3, 120), x / 100
    # From the usual initial values, full Gauss-Newton steps leave these for good.
    few = random.uniform(0, 60, 27)
    yield "steep and falling, few scores", 90 - 80 / (1 + np.exp(-(few - 8) / 2)) + random.normal(0, 3, 27), few
    above = random.uniform(0, 1, 60)
    yield "a step near the end", 100 / (1 + np.exp(-(above - 0.9) / 0.02)) + random.normal(0, 3, 60), above


def main():
    resampled = [
        {"case": name, "resamples": 200, "seed": seed, "intervals": dict(zip(FIGURES, intervals(g, p, 200, seed)))}
        for seed, (name, g, p) in enumerate(cases())
        if name in ["ties in both columns and in pairs", "one value that differs", "all predicted equal"]
    ]
    fixture = {
        "command": "python tools/reference/make_statistics_fixtures.py",
        "versions": {"python": platform.python_version(), "scipy": scipy.__version__, "numpy": np.__version__},
        "cases": [
            {
                "name": name,
                "given": given.tolist(),
                "predicted": predicted.tolist(),
                "agreement": dict(zip(FIGURES, agreement(given, predicted))),
            }
            for name, given, predicted in cases()
        ],
        "bootstrap": resampled,
        "logistic": [
            {"name": name, "given": given.tolist(), "predicted": predicted.tolist()}
            | (fit := logistic(given, predicted))
            | {"agreement": dict(zip(FIGURES, fit["agreement"]))}
            for name, given, predicted in fits()
        ],
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(fixture, indent=None, separators=(",", ":")) + "\n")


main()
