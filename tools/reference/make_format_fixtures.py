"""Makes test/fixtures/formats: small weight files by PyTorch, OpenCV, safetensors and timm, and their contents.

    pip install torch==2.13.0 torchvision timm==1.0.29 safetensors==0.8.0 opencv-python-headless==4.14.0.94 numpy
    python tools/reference/make_format_fixtures.py FOLDER_OF_THE_ORIGINAL_CAFFEMODEL

The folder must contain OpenCV's res10_300x300_ssd_iter_140000.caffemodel, of which the fixture has a few layers.
"""
import hashlib
import json
import os
import pathlib
import platform
import sys
import warnings
import zipfile
from collections import OrderedDict
from unittest import mock

import cv2
import numpy as np
import safetensors
import safetensors.torch
import timm
import torch
from torch import nn

OUT = pathlib.Path(__file__).resolve().parents[2] / "test" / "fixtures" / "formats"
DTYPES = {
    torch.float32: "f32", torch.float16: "f16", torch.bfloat16: "bf16", torch.float64: "f64", torch.int64: "i64",
    torch.int32: "i32", torch.int16: "i16", torch.int8: "i8", torch.uint8: "u8", torch.bool: "bool",
}
BASE = "res10_300x300_ssd_iter_140000.caffemodel"


def bytes_of(tensor):
    """The contiguous little-endian bytes of a tensor of any dtype, including bfloat16."""
    flat = tensor.detach().contiguous().reshape(-1)
    return flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""


def describe(tensors):
    return {k: {"shape": list(v.shape), "dtype": DTYPES[v.dtype], "hex": bytes_of(v).hex()} for k, v in tensors.items()}


def save(name, value, legacy=False):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save(value, OUT / name, _use_new_zipfile_serialization=not legacy)


def every_kind():
    """Tensors of every element type, and with every kind of layout in their storage."""
    torch.manual_seed(1)
    odd = torch.tensor([0.0, -0.0, 1.0, -2.5, 6e-8, -5.9e-5, 65504.0, float("inf"), float("-inf")])
    base = torch.randn(4, 6)
    module = nn.Linear(3, 2)
    tensors = OrderedDict(
        f32=torch.randn(2, 3, 4), f16=odd.half(), bf16=odd.bfloat16(), f64=torch.randn(3, dtype=torch.float64),
        i64=torch.tensor([-1, 2**40, 7]), i32=torch.tensor([-(2**31), 5], dtype=torch.int32),
        i16=torch.tensor([-3, 300], dtype=torch.int16), i8=torch.tensor([-128, 127], dtype=torch.int8),
        u8=torch.tensor([0, 255], dtype=torch.uint8), bool=torch.tensor([True, False, True]),
        scalar=torch.tensor(1234), empty=torch.zeros(0, 3),
        whole=base, transposed=base.t(), rows=base[1:3], columns=base[:, 2:5], steps=base[::2, 1::3], corner=base[3, 5],
        permuted=torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1), repeated=torch.tensor([7.0]).expand(3, 4),
        overlapping=torch.arange(6.0).unfold(0, 3, 1), i64_columns=torch.arange(12).reshape(3, 4)[:, 1:3],
        i8_transposed=torch.arange(6, dtype=torch.int8).reshape(2, 3).t(),
        channels_last=torch.arange(24.0).reshape(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
        parameter=module.weight, bias=module.bias,
    )
    return tensors


def rewritten(name, source, compression=zipfile.ZIP_STORED):
    """Copies a zip file with Python's zipfile, optionally compressed."""
    with zipfile.ZipFile(OUT / source) as old, zipfile.ZipFile(OUT / name, "w") as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename)
            entry.compress_type = compression
            with new.open(entry, "w", force_zip64=zipfile.ZIP64_LIMIT < 2**31 - 1) as file:
                file.write(old.read(info))


def pytorch_files():
    tensors = every_kind()
    save("zip.pt", tensors)
    save("legacy.pt", tensors, legacy=True)
    small = OrderedDict(weight=torch.arange(6.0).reshape(2, 3), bias=torch.tensor([0.5, -0.5]))
    small._metadata = OrderedDict(version=1)
    optimizer = {"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999)}]}
    for key in ("params", "params_ema", "state_dict", "model"):
        save(f"outer-{key}.pt", {"epoch": 3, "best": 0.75, "optimizer": optimizer, "note": None, key: small})
    save("small.pt", small)
    parallel = nn.DataParallel(nn.Linear(3, 2))
    parallel.module.load_state_dict(small)
    save("parallel.pt", parallel.state_dict())
    save("small-legacy.pt", small, legacy=True)
    torch.save(small, OUT / "protocol-4.pt", pickle_protocol=4)
    with mock.patch.multiple(zipfile, ZIP64_LIMIT=10, ZIP_FILECOUNT_LIMIT=1):
        rewritten("zip64.pt", "small.pt")
    rewritten("compressed.pt", "small.pt", compression=zipfile.ZIP_DEFLATED)
    with mock.patch.object(sys, "byteorder", "big"):
        save("big-endian.pt", small)
        save("big-endian-legacy.pt", small, legacy=True)
    return {"zip.pt": describe(tensors), "legacy.pt": describe(tensors), "small": describe(small)}


class Call:
    def __init__(self, function, *args):
        self.parts = (function, args)

    def __reduce__(self):
        return self.parts


def hostile_files():
    """Files that would run code if Python's unpickler read them, and other objects that are not plain tensors."""
    save("hostile-system.pt", {"weight": Call(os.system, "touch hostile-file-was-run")})
    save("hostile-system-legacy.pt", {"weight": Call(os.system, "touch hostile-file-was-run")}, legacy=True)
    save("hostile-eval.pt", {"weight": Call(eval, "__import__('os').system('touch hostile-file-was-run')")})
    save("hostile-getattr.pt", {"weight": Call(getattr, torch.zeros(1), "numpy")})
    save("whole-module.pt", nn.Linear(2, 2))
    save("numpy-scalar.pt", {"best": np.float64(0.5), "weight": torch.zeros(2)})


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def read_varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at


def cut_layers(data, keep):
    """The bytes of a caffemodel with only the named layers (field 100)."""
    out, at = b"", 0
    while at < len(data):
        begin = at
        tag, at = read_varint(data, at)
        assert tag & 7 == 2
        length, at = read_varint(data, at)
        layer, at = data[at : at + length], at + length
        if tag >> 3 == 100:
            name_length, name_at = read_varint(layer, 1)
            assert layer[0] == 0x0A
            if layer[name_at : name_at + name_length].decode() not in keep:
                continue
        out += data[begin:at]
    return out


PROTOTXT = """
input: "data" input_shape { dim: 1 dim: 3 dim: 20 dim: 20 }
layer { name: "data_bn" type: "BatchNorm" bottom: "data" top: "data_bn" }
layer { name: "data_scale" type: "Scale" bottom: "data_bn" top: "data_bn" scale_param { bias_term: true } }
layer { name: "conv1_h" type: "Convolution" bottom: "data_bn" top: "conv1_h"
        convolution_param { num_output: 32 kernel_size: 7 stride: 2 pad: 3 } }
layer { name: "conv1_bn_h" type: "BatchNorm" bottom: "conv1_h" top: "conv1_h" }
layer { name: "conv1_scale_h" type: "Scale" bottom: "conv1_h" top: "conv1_h" scale_param { bias_term: true } }
"""


def caffe_files(original):
    names = ["data_bn", "data_scale", "conv1_h", "conv1_bn_h", "conv1_scale_h"]
    # "data" (AnnotatedData) and "mbox_loss" are layers with parameters that readers of weights must ignore.
    full = cut_layers(original.read_bytes(), [*names, "data", "mbox_loss", "conv1_relu"])
    (OUT / "cut.caffemodel").write_bytes(full)
    cv2.dnn.shrinkCaffeModel(str(OUT / "cut.caffemodel"), str(OUT / "cut-fp16.caffemodel"))
    expected = {}
    for file in ("cut.caffemodel", "cut-fp16.caffemodel"):
        net = cv2.dnn.readNetFromCaffe(np.frombuffer(PROTOTXT.encode(), np.uint8), np.fromfile(OUT / file, np.uint8))
        blobs = {}
        for name in names:
            for index, blob in enumerate(net.getLayer(net.getLayerId(name)).blobs):
                digest = hashlib.sha256(blob.astype("<f4").tobytes()).hexdigest()
                blobs[f"{name}.{index}"] = {"count": int(blob.size), "sha256OfF32": digest}
        expected[file] = blobs
    return expected


def half_values():
    """float32 bit patterns that are hard to round to float16, and numpy's results, as little-endian u32 and u16."""
    rng = np.random.default_rng(1)
    halves = np.arange(0, 0x7C00, 37, dtype=np.uint16).view(np.float16).astype(np.float32).view(np.uint32)
    ties = np.concatenate([halves, halves + 0x1000, halves + 0xFFF, halves + 0x1001])
    small = rng.integers(0x32800000, 0x39000000, 1000).astype(np.uint32)
    edges = np.array([0, 1, 0x33000000, 0x33000001, 0x387FE000, 0x387FF000, 0x477FE000, 0x477FEFFF, 0x477FF000,
                      0x7F7FFFFF, 0x7F800000], np.uint32)
    bits = np.concatenate([ties, small, edges])
    bits = np.concatenate([bits, bits | np.uint32(0x80000000)])
    with np.errstate(over="ignore"):
        rounded = bits.view(np.float32).astype(np.float16).view(np.uint16)
    (OUT / "half.bin").write_bytes(bits.astype("<u4").tobytes() + rounded.astype("<u2").tobytes())
    every = np.arange(65536, dtype=np.uint32).astype(np.uint16).view(np.float16)
    finite = every[~np.isnan(every)].astype("<f4")
    return {"count": int(bits.size), "sha256OfAllHalvesAsF32ButNaN": hashlib.sha256(finite.tobytes()).hexdigest()}


def pyiqa_keys():
    """The keys and shapes of pyiqa's HyperNet: timm's backbone, and the lists of modules in pyiqa/archs/hypernet_arch.py."""
    pooled = lambda inputs, outputs: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, outputs))
    head = lambda c, mid, flat: nn.Sequential(
        nn.Conv2d(c, mid, 1, bias=False), nn.AvgPool2d(7, 7), nn.Flatten(), nn.Linear(flat, 16))
    widths = [224, 112, 56, 28, 14, 1]
    net = nn.Module()
    net.base_model = timm.create_model("resnet50", pretrained=False, features_only=True)
    net.lda_modules = nn.ModuleList([head(256, 16, 1024), head(512, 32, 512), head(1024, 64, 256),
                                     nn.Sequential(nn.AvgPool2d(7, 7), nn.Flatten(), nn.Linear(2048, 176))])
    convolutions = [nn.Conv2d(112, widths[i] * widths[i + 1] // 49, 3, padding=1) for i in range(4)]
    net.fc_w_modules = nn.ModuleList([*convolutions, pooled(112, 14)])
    net.fc_b_modules = nn.ModuleList([pooled(112, width) for width in widths[1:]])
    net.conv1 = nn.Sequential(nn.Conv2d(2048, 1024, 1), nn.ReLU(), nn.Conv2d(1024, 512, 1), nn.ReLU(),
                              nn.Conv2d(512, 112, 1), nn.ReLU())
    return {k: list(v.shape) for k, v in net.state_dict().items()}


def safetensors_file():
    tensors = {k: v.contiguous().clone() for k, v in every_kind().items()}
    safetensors.torch.save_file(tensors, OUT / "tensors.safetensors", metadata={"format": "pt", "note": "é"})
    return describe(tensors)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    original = pathlib.Path(sys.argv[1]) / BASE
    facts = {
        "command": "python tools/reference/make_format_fixtures.py FOLDER",
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "opencv": cv2.__version__,
                     "numpy": np.__version__, "safetensors": safetensors.__version__, "timm": timm.__version__},
        "pytorch": pytorch_files(),
        "caffe": caffe_files(original),
        "half": half_values(),
        "safetensors": safetensors_file(),
        "pyiqa": pyiqa_keys(),
    }
    hostile_files()
    (OUT / "expected.json").write_text(json.dumps(facts, separators=(",", ":"), sort_keys=True).replace('},"', '},\n"') + "\n")


main()
