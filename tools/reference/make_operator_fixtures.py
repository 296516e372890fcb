"""Makes test/fixtures/operators.json: PyTorch's float64 results for small cases of every operator.

    python tools/reference/make_operator_fixtures.py

Inputs and weights are not stored: both sides compute them with synthetic.py's generator, as the running mean (or variance) of
a layer that is named after the case and the tensor.
"""
import json
import pathlib
import platform

import numpy as np
import torch
import torch.nn.functional as F

import synthetic

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEED = 5


def tensor(case, name, *shape):
    """Float32 values as float64 with mean 0 and standard deviation 0.2."""
    return torch.from_numpy(synthetic.synthetic_values(SEED, f'{case}/{name}.running_mean', shape)).double()


def variance(case, *shape):
    return torch.from_numpy(synthetic.synthetic_values(SEED, f'{case}/variance.running_var', shape)).double()


def conv(case, x_shape, weight_shape, bias=True, residual=None, activation=None, **options):
    x, weight = tensor(case, 'x', *x_shape), tensor(case, 'weight', *weight_shape)
    y = F.conv2d(x, weight, tensor(case, 'bias', weight_shape[0]) if bias else None, **options)
    if residual:
        y = y + tensor(case, 'residual', *y.shape)
    return activation(y) if activation else y


def wide(case, *shape):
    """An input of large range, which covers the nonlinear parts of functions."""
    return 20 * tensor(case, 'x', *shape)


def batch_norm(case, *shape):
    channels = shape[1]
    return F.batch_norm(tensor(case, 'x', *shape), tensor(case, 'mean', channels), variance(case, channels),
                        tensor(case, 'gamma', channels), tensor(case, 'beta', channels), eps=1e-3)


def l2_normalise(case, *shape):
    x = tensor(case, 'x', *shape)
    return x / torch.sqrt((x * x).sum(1, keepdim=True) + 1e-10) * tensor(case, 'scale', shape[1])[None, :, None, None]


def dropout(case, rows, channels, probability, repeats, seed):
    """Dropout with the masks of src/graph/operators/nn/dropout.ts, which PyTorch's generator cannot reproduce."""
    start = int(synthetic.hash_indices(0, seed + 1)[seed])
    kept = synthetic.hash_indices(start, repeats * channels) >> 8 < round((1 - probability) * 2**24)
    masks = torch.from_numpy(kept).double().reshape(repeats, channels) * float(np.float32(1 / (1 - probability)))
    return (tensor(case, 'x', rows, channels)[:, None] * masks).reshape(rows * repeats, channels)


def attention(case, heads, *shape, counts=None):
    """Attention over rows of a token's query, key and value. Tokens at or after an image's count are masked."""
    x = 20 * tensor(case, 'x', *shape)
    parts = x.unflatten(2, (3, heads, shape[2] // 3 // heads)).permute(2, 0, 3, 1, 4)
    mask = None if counts is None else (torch.arange(shape[1]) < torch.tensor(counts)[:, None])[:, None, None]
    return F.scaled_dot_product_attention(*parts, attn_mask=mask).transpose(1, 2).flatten(2)


CASES = {
    'conv plain': lambda c: conv(c, (2, 3, 5, 6), (4, 3, 3, 3), padding=1),
    'conv odd': lambda c: conv(c, (1, 4, 9, 7), (6, 2, 3, 2), groups=2, stride=(2, 1), padding=(1, 2), dilation=(2, 1)),
    'conv residual': lambda c: conv(c, (2, 3, 4, 5), (2, 3, 1, 1), bias=False, residual=True, activation=torch.relu),
    'batchnorm': lambda c: batch_norm(c, 2, 3, 3, 4),
    'batchnorm flat': lambda c: batch_norm(c, 3, 4),
    'max ceil': lambda c: F.max_pool2d(tensor(c, 'x', 1, 2, 6, 7), 3, 2, 0, ceil_mode=True),
    'max padded ceil': lambda c: F.max_pool2d(tensor(c, 'x', 1, 2, 5, 6), 2, 2, 1, ceil_mode=True),
    'max floor': lambda c: F.max_pool2d(tensor(c, 'x', 1, 2, 6, 7), (3, 2), (2, 1), (1, 0)),
    'average': lambda c: F.avg_pool2d(tensor(c, 'x', 1, 2, 15, 14), 7, 7),
    'average padded ceil': lambda c: F.avg_pool2d(tensor(c, 'x', 1, 2, 6, 7), 3, 2, 1, ceil_mode=True),
    'global average': lambda c: tensor(c, 'x', 2, 3, 4, 5).mean((2, 3)),
    'linear': lambda c: torch.relu(F.linear(tensor(c, 'x', 2, 5), tensor(c, 'weight', 4, 5), tensor(c, 'bias', 4))),
    'sigmoid': lambda c: torch.sigmoid(tensor(c, 'x', 2, 7)),
    'add': lambda c: torch.relu(tensor(c, 'a', 2, 3, 4) + tensor(c, 'b', 2, 3, 4)),
    'concat': lambda c: torch.cat([tensor(c, 'a', 2, 3, 2), tensor(c, 'b', 2, 1, 2), tensor(c, 'c', 2, 2, 2)], 1),
    'permute': lambda c: tensor(c, 'x', 2, 3, 4, 5).permute(0, 2, 3, 1),
    'permute back': lambda c: tensor(c, 'x', 2, 3, 4).permute(2, 0, 1),
    'reshape': lambda c: tensor(c, 'x', 2, 3, 4).reshape(2, 12),
    'softmax last': lambda c: torch.softmax(tensor(c, 'x', 2, 5, 2), 2),
    'softmax middle': lambda c: torch.softmax(tensor(c, 'x', 2, 5, 3), 1),
    'l2normalise': lambda c: l2_normalise(c, 2, 5, 2, 3),
    'leaky relu': lambda c: F.leaky_relu(tensor(c, 'x', 2, 3, 4), 0.25),
    'prelu channels': lambda c: F.prelu(tensor(c, 'x', 2, 3, 2, 2), tensor(c, 'slope', 3)),
    'prelu elements': lambda c: torch.where(tensor(c, 'x', 2, 3, 2) > 0, tensor(c, 'x', 2, 3, 2),
                                            tensor(c, 'x', 2, 3, 2) * tensor(c, 'slope', 3, 2)),
    'relu6': lambda c: F.relu6(wide(c, 5, 7)),
    'tanh': lambda c: torch.tanh(wide(c, 5, 7)),
    'gelu': lambda c: F.gelu(wide(c, 5, 7)),
    'gelu tanh': lambda c: F.gelu(wide(c, 5, 7), approximate='tanh'),
    'silu': lambda c: F.silu(wide(c, 5, 7)),
    'hardswish': lambda c: F.hardswish(wide(c, 5, 7)),
    'exp': lambda c: torch.exp(wide(c, 5, 7)),
    'square root of magnitudes': lambda c: torch.sqrt(torch.abs(wide(c, 5, 7))),
    'subtract broadcast': lambda c: tensor(c, 'a', 2, 1, 4) - tensor(c, 'b', 3, 1),
    'multiply broadcast': lambda c: tensor(c, 'a', 3, 1, 2) * tensor(c, 'b', 2, 1, 4, 1),
    'divide by channels': lambda c: tensor(c, 'x', 2, 3, 2, 2) / variance(c, 1, 3, 1, 1),
    'slice': lambda c: tensor(c, 'x', 3, 5, 7)[1:, :, 1:6:2],
    'gather rows': lambda c: tensor(c, 'table', 4, 3)[torch.tensor([[3, 0], [1, 3]])],
    'sum over channels': lambda c: tensor(c, 'x', 2, 5, 3).sum(1),
    'mean kept': lambda c: tensor(c, 'x', 2, 5, 3).mean((0, 2), keepdim=True),
    'largest of maps': lambda c: tensor(c, 'x', 2, 3, 4, 5).amax((2, 3)),
    'smallest of maps': lambda c: tensor(c, 'x', 2, 3, 4, 5).amin((2, 3)),
    'variance': lambda c: tensor(c, 'x', 2, 3, 7).var(2, unbiased=False),
    'unbiased variance': lambda c: tensor(c, 'x', 2, 3, 7).var(2),
    'deviation': lambda c: tensor(c, 'x', 2, 3, 7).std((0, 1), unbiased=False),
    'unbiased deviation': lambda c: tensor(c, 'x', 2, 3, 7).std((1, 2), keepdim=True),
    'permute six': lambda c: tensor(c, 'x', 2, 1, 3, 2, 2, 2).permute(4, 2, 0, 5, 1, 3),
    'linear of tokens': lambda c: F.gelu(F.linear(tensor(c, 'x', 2, 3, 5), tensor(c, 'weight', 4, 5), tensor(c, 'bias', 4))),
    'linear and residual': lambda c: F.linear(tensor(c, 'x', 2, 3, 5), tensor(c, 'weight', 4, 5)) + tensor(c, 'residual', 2, 3, 4),
    'matmul': lambda c: torch.relu(tensor(c, 'a', 2, 3, 5) @ tensor(c, 'b', 2, 5, 4) + tensor(c, 'bias', 4)),
    'matmul transposed': lambda c: tensor(c, 'a', 5, 3).T @ tensor(c, 'b', 4, 5).T,
    'matmul broadcast': lambda c: tensor(c, 'a', 2, 1, 3, 5) @ tensor(c, 'b', 4, 5, 2) + tensor(c, 'residual', 2, 4, 3, 2),
    'layer norm': lambda c: F.layer_norm(tensor(c, 'x', 2, 3, 7), (7,), tensor(c, 'gamma', 7), tensor(c, 'beta', 7)),
    'layer norm of two dimensions': lambda c: F.layer_norm(tensor(c, 'x', 2, 3, 7), (3, 7), eps=1e-3),
    'group norm': lambda c: F.group_norm(tensor(c, 'x', 2, 6, 3, 2), 3, tensor(c, 'gamma', 6), tensor(c, 'beta', 6)),
    'instance norm': lambda c: F.instance_norm(tensor(c, 'x', 2, 3, 3, 5)),
    'conv of four paddings': lambda c: F.conv2d(F.pad(tensor(c, 'x', 1, 2, 5, 6), (1, 3, 0, 2)), tensor(c, 'weight', 3, 2, 3, 3), stride=2),
    'max of four paddings': lambda c: F.max_pool2d(F.pad(tensor(c, 'x', 1, 2, 6, 8), (1, 0, 0, 1), value=-torch.inf), 3, 2),
    'average without padding': lambda c: F.avg_pool2d(tensor(c, 'x', 1, 2, 6, 7), 3, 2, 1, ceil_mode=True, count_include_pad=False),
    'conv of groups': lambda c: conv(c, (2, 9, 5, 4), (15, 3, 3, 3), groups=3, padding=1, stride=(1, 2)),
    'conv depthwise': lambda c: conv(c, (2, 3, 5, 6), (6, 1, 3, 3), bias=False, groups=3, padding=1, stride=2),
    'resize up': lambda c: F.interpolate(tensor(c, 'x', 1, 2, 3, 5), (7, 8), mode='bilinear'),
    'resize down': lambda c: F.interpolate(tensor(c, 'x', 1, 2, 7, 9), (3, 4), mode='bilinear'),
    'resize by corner centres': lambda c: F.interpolate(tensor(c, 'x', 1, 2, 3, 5), (7, 4), mode='bilinear', align_corners=True),
    'attention': lambda c: attention(c, 3, 2, 5, 18),
    'attention of few tokens': lambda c: attention(c, 2, 2, 4, 12, counts=[3, 1]),
    'dropout of every row three times': lambda c: dropout(c, 2, 7, 0.4, 3, 20),
}


def result(make, case):
    output = make(case)
    return {'shape': list(output.shape), 'values': [float(f'{value:.12g}') for value in output.reshape(-1).tolist()]}


if __name__ == '__main__':
    head = {
        'madeBy': 'python tools/reference/make_operator_fixtures.py',
        'versions': {'python': platform.python_version(), 'torch': torch.__version__, 'numpy': np.__version__},
        'seed': SEED,
    }
    cases = ',\n'.join(f'{json.dumps(case)}: {json.dumps(result(make, case))}' for case, make in CASES.items())
    lines = [f'{json.dumps(key)}: {json.dumps(value)}' for key, value in head.items()]
    path = ROOT / 'test' / 'fixtures' / 'operators.json'
    path.write_text('{\n' + ',\n'.join(lines) + ',\n"cases": {\n' + cases + '\n}\n}\n')
