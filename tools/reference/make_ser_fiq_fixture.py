"""Makes test/models/aligned-face/ser-fiq.json: SER-FIQ with seeded weights in PyTorch.

    python tools/reference/make_ser_fiq_fixture.py

The network is insightface's ArcFace (recognition/symbol/fresnet.py, version_unit 3, output E) with the names of its MXNet file.
The score is reimplemented from https://github.com/pterhoer/FaceImageQuality, with the seeded masks of
make_stochastic_embedding_fixture.py instead of MXNet's. The fixture's network is narrow and has few blocks.
"""
import torch
from torch import nn

import face_networks
import make_stochastic_embedding_fixture as stochastic
import synthetic

SEED, MASK_SEED, PROBABILITY, REPEATS, BIAS_VARIANCE = 24, 5, 0.4, 100, 2.0


def values(name, *shape):
    """Seeded weights, which depend on the name in the MXNet file."""
    def distribution(_name, _shape):
        if name.endswith('_moving_mean'):
            return synthetic.bell(0.04)
        if name.endswith('_moving_var'):
            return synthetic.flat(0.5, 1)
        if name.endswith('_gamma'):
            return synthetic.flat(0.5, 0.5)
        # This bias keeps embeddings so similar that their robustness is in the steep part of the score's sigmoid.
        if name == 'arg:pre_fc1_bias':
            return synthetic.bell(BIAS_VARIANCE)
        return synthetic.bell(1 / int(torch.tensor(shape[1:]).prod()) if len(shape) > 1 else 0.01)
    SHAPES[name] = list(shape)
    return torch.from_numpy(synthetic.synthetic_values(SEED, name, shape, distribution))


SHAPES = {}


def norm(name, x, fix_gamma=False):
    channels = x.shape[1]
    mean, variance = (values(f'aux:{name}_moving_{which}', channels) for which in ('mean', 'var'))
    gamma, beta = values(f'arg:{name}_gamma', channels), values(f'arg:{name}_beta', channels)
    return nn.functional.batch_norm(x, mean, variance, torch.ones(channels) if fix_gamma else gamma, beta, eps=2e-5)


def conv(name, x, outputs, side, stride=1):
    return nn.functional.conv2d(x, values(f'arg:{name}_weight', outputs, x.shape[1], side, side), None, stride, side // 2)


def act(name, x):
    return nn.functional.prelu(x, values(f'arg:{name}_gamma', x.shape[1]))


def unit(name, x, outputs, stride):
    y = conv(f'{name}_conv1', norm(f'{name}_bn1', x), outputs, 3)
    y = norm(f'{name}_bn3', conv(f'{name}_conv2', act(f'{name}_relu1', norm(f'{name}_bn2', y)), outputs, 3, stride))
    return y + (norm(f'{name}_sc', conv(f'{name}_conv1sc', x, outputs, 1, stride)) if stride > 1 else x)


@torch.no_grad()
def main():
    pixels = face_networks.planes(face_networks.resized_by_opencv(face_networks.face()))
    x = (pixels - 127.5) * 0.0078125
    x = act('relu0', norm('bn0', conv('conv0', x, 4, 3)))
    seen = {'prelu': x}
    for stage, (units, width) in enumerate([(1, 4), (2, 6), (1, 8), (1, 10)]):
        for i in range(units):
            x = unit(f'stage{stage + 1}_unit{i + 1}', x, width, 2 if i == 0 else 1)
        seen[f'layer{stage + 1}.{units - 1}'] = x
    features = norm('bn1', x).flatten(1)[0]
    weight, bias = values('arg:pre_fc1_weight', 24, 490), values('arg:pre_fc1_bias', 24)
    products = stochastic.embeddings_of(features.double(), weight.double(), bias.double(), MASK_SEED, PROBABILITY, REPEATS)
    seen['embeddings'] = norm('fc1', products.float(), fix_gamma=True)
    distance = stochastic.mean_distance(seen['embeddings'].double())
    robustness = 2 / (1 + torch.exp(distance))
    face_networks.write('ser-fiq', {
        'seed': SEED, 'maskSeed': MASK_SEED, 'shapes': SHAPES,
        'tensors': {name: face_networks.sampled(tensor) for name, tensor in seen.items()},
        'distance': face_networks.number(distance), 'robustness': face_networks.number(robustness),
        'score': face_networks.number(1 / (1 + torch.exp(-130 * (robustness - 0.88)))),
    })


if __name__ == '__main__':
    main()
