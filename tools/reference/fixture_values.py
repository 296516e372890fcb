"""Shared by the scripts that make fixtures: the root of the repository, and the form in which tensors are stored."""
import pathlib

import numpy as np
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]


def planes(pixels):
    """The pixels as [1,3,H,W] of float32."""
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].float()


def number(value):
    """Rounds to nine digits, which represent a float32 exactly."""
    return float(f'{value:.9g}')


def sampled(tensor):
    """64 values of the flattened tensor or array, spread by a prime step; all values of one with at most 64."""
    values = tensor.detach() if torch.is_tensor(tensor) else tensor
    flat = np.asarray(values, np.float32).reshape(-1)
    count = min(64, flat.size)
    places = [i * 104_729 % flat.size if flat.size > 64 else i for i in range(count)]
    return {'count': flat.size, 'largest': number(np.abs(flat).max()), 'values': [number(flat[i]) for i in places]}


def keep(module, seen, name):
    """Stores the module's output in `seen` whenever it runs."""
    module.register_forward_hook(lambda _module, _inputs, output: seen.update({name: output}))


def shapes_of(*modules):
    """The shapes of the modules' weights and statistics by name, without BatchNorm's counters."""
    entries = {name: list(tensor.shape) for module in modules for name, tensor in module.state_dict().items()}
    return {name: shape for name, shape in entries.items() if not name.endswith('num_batches_tracked')}
