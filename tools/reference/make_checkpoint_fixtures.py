"""Makes test/fixtures/checkpoints: a state dict of two tensors in the usual forms of checkpoints, and the content of each.

    pip install torch==2.13.0 numpy==2.4.6
    python tools/reference/make_checkpoint_fixtures.py

For every file, expected.json has the tensors by the keys that lead to them, joined with dots, and the names of all values that
are neither tensors nor plain data.
"""
import argparse
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import json
import pathlib
import pickle
import platform
import uuid
import warnings

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from synthetic import synthetic_values

OUT = pathlib.Path(__file__).resolve().parents[2] / "test" / "fixtures" / "checkpoints"
DTYPES = {
    torch.float32: "f32", torch.float16: "f16", torch.bfloat16: "bf16", torch.float64: "f64", torch.int64: "i64",
    torch.int32: "i32", torch.int16: "i16", torch.int8: "i8", torch.uint8: "u8", torch.bool: "bool",
}


class Mode(enum.Enum):
    TRAIN = 1


@dataclasses.dataclass
class Inner:
    rate: float = 0.1


@dataclasses.dataclass
class Settings:
    inner: Inner = dataclasses.field(default_factory=Inner)
    names: list = dataclasses.field(default_factory=lambda: ["a", "b"])


Pair = collections.namedtuple("Pair", "a b")


class Mapping(dict):
    """A subclass of dict, as the settings of omegaconf, mmengine and easydict are."""


def state(prefix="", dtype=torch.float32):
    tensors = collections.OrderedDict()
    tensors[prefix + "weight"] = torch.arange(6.0).reshape(2, 3).to(dtype)
    tensors[prefix + "bias"] = torch.tensor([0.5, -0.5]).to(dtype)
    return tensors


def module():
    linear = nn.Linear(3, 2)
    linear.load_state_dict(state())
    return linear


def trained():
    """A module, and its optimizer after one step, whose state has tensors by number."""
    linear = module()
    optimizer = torch.optim.AdamW(linear.parameters(), lr=0.0)
    linear(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    return linear, optimizer


def beside():
    """Values that training scripts store beside their weights."""
    return {
        "args": argparse.Namespace(lr=0.1, data=pathlib.PosixPath("/data"), nested=argparse.Namespace(x=[1])),
        "path": pathlib.PurePosixPath("/a/b"), "srcc": np.float64(0.9), "flag": np.bool_(True), "curve": np.arange(5),
        "big": np.zeros((3, 200)), "names": np.array(["a", "b"]), "kind": np.dtype("f4"), "seen": {1, 2},
        "frozen": frozenset("ab"), "raw": b"bytes", "array": bytearray(b"xyz"), "dtype": torch.float32,
        "device": torch.device("cuda:0"), "layout": torch.strided,
        "size": torch.Size([2, 3]), "complex": 1 + 2j, "when": datetime.datetime(2024, 1, 2), "mode": Mode.TRAIN,
        "settings": Settings(), "pair": Pair(1, torch.tensor([1.0])), "counter": collections.Counter("aab"),
        "deque": collections.deque([1, 2]), "default": collections.defaultdict(list, {"a": [1]}),
        "mapping": Mapping(a=1, b=Mapping(c=2)), "partial": functools.partial(max, 1), "class": nn.Linear,
        "function": len, "fraction": fractions.Fraction(1, 3), "decimal": decimal.Decimal("1.5"),
        "uuid": uuid.UUID(int=7), "slice": slice(1, 2), "range": range(3), "huge": 10**400, "none": None,
        "text": "e\u0301\u4e16", "generator": torch.Generator().get_state(), "version": torch.__version__,
        "rng": np.random.RandomState(1), "loss": nn.MSELoss(), "ellipsis": ...,
    }


def odd_tensors():
    sparse = torch.eye(3).to_sparse()
    held = torch.zeros(2, dtype=torch.complex64)
    return {
        "quantised": torch.quantize_per_tensor(torch.ones(3, 3), 0.1, 0, torch.qint8), "complex": held,
        "double": torch.zeros(2, dtype=torch.complex128), "conjugated": held.conj(), "negated": torch.ones(2, dtype=torch.complex64).conj().imag,
        "sparse": sparse, "rows": sparse.to_sparse_csr(), "float8": torch.zeros(4).to(torch.float8_e4m3fn),
        "unsigned": torch.zeros(4, dtype=torch.uint16), "meta": torch.zeros(2, device="meta"),
        "nested": torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]),
        "storage": torch.arange(3.0).untyped_storage(), "half complex": torch.zeros(2, dtype=torch.complex32),
    }


def with_attributes():
    """A tensor and a parameter with Python attributes."""
    tensors = state()
    parameter = nn.Parameter(tensors["weight"])
    parameter.origin = "w"
    tensors["weight"] = parameter
    tensors["bias"].note = "b"
    return tensors


def averaged():
    model = AveragedModel(module())
    model.update_parameters(module())
    return model.state_dict()


def forms():
    linear, optimizer = trained()
    numbers = [float(i) for i in range(2500)]
    return {
        "lightning": {
            "epoch": 9, "global_step": 100, "pytorch-lightning_version": "2.1.0", "state_dict": state("model."),
            "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"current": {"ready": 1}}}},
            "callbacks": {"ModelCheckpoint{'monitor': 'srcc'}": {"best_model_score": torch.tensor(0.9)}},
            "optimizer_states": [optimizer.state_dict()], "lr_schedulers": [], "hparams_name": "kwargs",
            "hyper_parameters": Mapping(lr=1e-4, backbone="resnet50"),
        },
        "mmcv": {"meta": {"time": "now", "CLASSES": ("a", "b"), "env": Mapping(gpu=1)}, "state_dict": state(),
                 "optimizer": optimizer.state_dict()},
        "fastai": {"model": linear.state_dict(), "opt": optimizer.state_dict()},
        "timm": {"epoch": 3, "arch": "resnet50", "state_dict": state(), "state_dict_ema": state(), "version": 2,
                 "args": argparse.Namespace(model="resnet50"), "metric": 0.9},
        "deepspeed": {"module": state(), "param_shapes": [{"weight": torch.Size([2, 3])}], "dp_world_size": 1},
        "compiled": state("_orig_mod."), "parallel-compiled": state("module._orig_mod."), "averaged": averaged(),
        "tuple": (state(), optimizer.state_dict()), "list": [state(), numbers],
        "default-dict": collections.defaultdict(dict, {"model": state()}),
        "tied": {"a": (shared := torch.ones(2)), "b": shared, "c": shared[1:]},
        "beside": {"state_dict": state(), **beside()}, "odd-tensors": {"state_dict": state(), **odd_tensors()},
        "attributes": with_attributes(), "bfloat16": state(dtype=torch.bfloat16), "float64": state(dtype=torch.float64),
        "subclass-of-dict": Mapping(state()), "arrays": {k: v.numpy() for k, v in state().items()},
        # Scripts store the linear function that maps a network's output to ratings in this form.
        "line": {"model": state(), "k": [1.5, 1, -0.25], "b": (10, 0.1, 0), "names": ["a", 1.0], "flags": [True],
                 "none": [], "nested": {"k": [1.0]}, "huge": [2**80]},
        "whole-model-beside": {"model": linear, "epoch": 3, "optimizer": optimizer.state_dict()},
    }


def tiny_hyperiqa(seed):
    """The state dict of test/tiny-weights.ts with the synthetic values of a seed."""
    shapes = {}

    def norm(name, channels):
        for part in ("weight", "bias", "running_mean", "running_var"):
            shapes[f"{name}.{part}"] = [channels]

    def linear(name, outputs, inputs):
        shapes[f"{name}.weight"], shapes[f"{name}.bias"] = [outputs, inputs], [outputs]

    shapes["res.conv1.weight"] = [8, 3, 7, 7]
    norm("res.bn1", 8)
    channels = 8
    for stage, (width, side) in enumerate(zip((4, 4, 8, 8), (8, 4, 2, 1)), 1):
        block = f"res.layer{stage}.0"
        for number, shape in enumerate(([width, channels, 1, 1], [width, width, 3, 3], [4 * width, width, 1, 1]), 1):
            shapes[f"{block}.conv{number}.weight"] = shape
            norm(f"{block}.bn{number}", shape[0])
        shapes[f"{block}.downsample.0.weight"] = [4 * width, channels, 1, 1]
        norm(f"{block}.downsample.1", 4 * width)
        channels = 4 * width
        if stage < 4:
            shapes[f"res.lda{stage}_pool.0.weight"] = [4, channels, 1, 1]
        linear(f"res.lda{stage}_fc", 14, (4 if stage < 4 else channels) * side**2)
    for i, width in enumerate((16, 16, 14)):
        shapes[f"conv1.{2 * i}.weight"], shapes[f"conv1.{2 * i}.bias"] = [width, channels, 1, 1], [width]
        channels = width
    widths = [56, 28, 14, 14, 7, 1]
    for layer in range(1, 6):
        inputs, outputs = widths[layer - 1 : layer + 1]
        if layer < 5:
            maps = inputs * outputs // 49
            shapes[f"fc{layer}w_conv.weight"], shapes[f"fc{layer}w_conv.bias"] = [maps, channels, 3, 3], [maps]
        else:
            linear("fc5w_fc", inputs, channels)
        linear(f"fc{layer}b_fc", outputs, channels)
    return {name: torch.from_numpy(synthetic_values(seed, name, shape)) for name, shape in shapes.items()}


def trained_hyperiqa():
    """The checkpoint of a compiled model after training on several GPUs, with other values of the training script."""
    _, optimizer = trained()
    tensors = {f"module._orig_mod.{name}": tensor for name, tensor in tiny_hyperiqa(2).items()}
    return {"epoch": 9, "state_dict": tensors, "args": argparse.Namespace(lr=0.1), "curve": np.arange(3),
            "optimizer": optimizer.state_dict()}


def walk(value, name, tensors, rest):
    """Separates a checkpoint's content as the reader does, into plain tensors and values that are not plain data."""
    if type(value) in (dict, collections.OrderedDict, collections.defaultdict):
        items = [(key, item) for key, item in value.items() if isinstance(key, (str, int))]
    elif type(value) in (list, tuple, torch.Size):
        items = enumerate(value)
    elif isinstance(value, torch.Tensor):
        plain = value.layout == torch.strided and value.device.type == "cpu" and not value.is_nested
        if plain and value.dtype in DTYPES and not value.is_conj() and not value.is_neg():
            raw = value.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()
            tensors[name] = {"shape": list(value.shape), "dtype": DTYPES[value.dtype], "hex": raw.hex()}
        else:
            rest.append(name)
        return
    else:
        if not (value is None or type(value) in (bool, int, float, str)):
            rest.append(name)
        return
    for key, item in items:
        walk(item, f"{name}.{key}" if name else str(key), tensors, rest)


def write(name, value, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save(value, OUT / name, **options)
    tensors, rest = {}, []
    walk(value, "", tensors, rest)
    return {"tensors": tensors, "rest": rest}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    files = {}
    for name, value in forms().items():
        files[f"{name}.pt"] = write(f"{name}.pt", value)
    for name in ("beside", "odd-tensors", "attributes"):
        value = forms()[name]
        files[f"{name}-legacy.pt"] = write(f"{name}-legacy.pt", value, _use_new_zipfile_serialization=False)
        for protocol in (3, 4, 5):
            if name == "beside":
                files[f"{name}-{protocol}.pt"] = write(f"{name}-{protocol}.pt", value, pickle_protocol=protocol)
    torch.save(trained_hyperiqa(), OUT / "tiny-hyperiqa.ckpt", _use_new_zipfile_serialization=False)
    (OUT / "dumped.pkl").write_bytes(pickle.dumps(state()))
    facts = {
        "command": "python tools/reference/make_checkpoint_fixtures.py",
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
        "files": files,
    }
    (OUT / "expected.json").write_text(json.dumps(facts, separators=(",", ":"), sort_keys=True).replace('},"', '},\n"') + "\n")


main()
