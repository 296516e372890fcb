"""Makes test/fixtures/networks/stochastic-embedding.json: embeddings with dropout, and their mean distance, in PyTorch.

    python tools/reference/make_stochastic_embedding_fixture.py

The masks come from synthetic.py's hash, as documented in src/graph/operators/nn/dropout.ts. Distances are computed from
differences, not from products.
"""
import json
import pathlib

import torch

import synthetic

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEIGHT_SEED, MASK_SEED, PROBABILITY, REPEATS, ROWS, FEATURES, DIMENSIONS = 11, 20, 0.4, 100, 2, 200, 24


def masks(seed, probability, repeats, features):
    """The masks [repeats, features], whose values are 0 or 1 / (1 - probability)."""
    start = int(synthetic.hash_indices(0, seed + 1)[seed])
    bits = synthetic.hash_indices(start, repeats * features) >> 8
    kept = bits < round((1 - probability) * 2**24)
    return torch.from_numpy(kept).double().reshape(repeats, features) / (1 - probability)


def embeddings_of(features, weight, bias, seed=MASK_SEED, probability=PROBABILITY, repeats=REPEATS):
    """The embeddings [repeats, D] of one row of features [C], in float64."""
    return (features * masks(seed, probability, repeats, features.shape[0])) @ weight.T + bias


def mean_distance(embeddings):
    unit = torch.nn.functional.normalize(embeddings)
    return torch.pdist(unit).mean()


def main():
    values = lambda name, *shape: torch.from_numpy(synthetic.synthetic_values(WEIGHT_SEED, name, shape)).double()
    features = values('features.running_mean', ROWS, FEATURES)
    weight, bias = values('fc.weight', DIMENSIONS, FEATURES), values('fc.bias', DIMENSIONS)
    all_rows = [embeddings_of(row, weight, bias) for row in features]
    distances = [mean_distance(rows) for rows in all_rows]
    fixture = {
        'torch': torch.__version__,
        'weightSeed': WEIGHT_SEED,
        'tail': {'probability': PROBABILITY, 'repeats': REPEATS, 'seed': MASK_SEED},
        'shape': [ROWS, FEATURES, DIMENSIONS],
        'firstEmbeddings': [[float(f'{value:.9g}') for value in rows[0]] for rows in all_rows],
        'lastEmbeddings': [[float(f'{value:.9g}') for value in rows[-1]] for rows in all_rows],
        'distances': [float(distance) for distance in distances],
        'robustness': [float(2 / (1 + torch.exp(distance))) for distance in distances],
    }
    path = ROOT / 'test' / 'fixtures' / 'networks' / 'stochastic-embedding.json'
    path.write_text(json.dumps(fixture, indent=1) + '\n')
    print('wrote', path)


if __name__ == '__main__':
    main()
