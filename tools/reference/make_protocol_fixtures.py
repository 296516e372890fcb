"""Makes test/fixtures/image/protocols.json: photos after torchvision's transforms, and a weighted mean by PyTorch.

    python tools/reference/make_protocol_fixtures.py

Made with torch 2.13.0, torchvision 0.29.1 and Pillow 12.3.0.
"""
import json
import pathlib
import sys
import types

import PIL
import torch
from PIL import Image

from make_image_fixtures import formula, sampled, sha256

# This module registers compiled operators, which the transforms do not use and a CPU-only torch may lack.
sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")
import torchvision
from torchvision import transforms

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ["cat.jpg", "grace-hopper.jpg"]
SIZES = [(40, 30), (31, 47), (224, 224), (300, 225), (257, 401), (11, 700), (1, 3)]

NORMALISATIONS = {
    "imageNet": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    "minusOneToOne": ([0.5] * 3, [0.5] * 3),
    "zeroToOne": ([0.0] * 3, [1.0] * 3),
}
# S-CNN uses (256, 224) and pyiqa's NIMA (299, 299); the last case has odd margins on both sides.
CENTRES = [(256, 224), (299, 299), (35, 24)]
# Width and height of KonIQ++, and of MagFace and similar networks.
SQUASHED = [(640, 480), (112, 112)]


def photos():
    for name in SAMPLES:
        yield name, Image.open(ROOT / "samples" / name).convert("RGB")
    for width, height in SIZES:
        yield f"{width}x{height}", Image.fromarray(formula(width, height))


def results(transform, **of_case):
    for name, photo in photos():
        resized = transform(photo)
        for norm, (mean, deviation) in NORMALISATIONS.items():
            tensor = transforms.Compose([transforms.ToTensor(), transforms.Normalize(mean, deviation)])(resized).numpy()
            # One normalisation is enough for most photos, since any difference comes from the resize.
            if norm == "imageNet" or name == SAMPLES[0]:
                yield {"photo": name, **of_case, "normalisation": norm, "sha256": sha256(tensor), **sampled(tensor, 16)}


def main():
    centre, squashed = [], []
    for shorter, side in CENTRES:
        centre += results(transforms.Compose([transforms.Resize(shorter), transforms.CenterCrop(side)]), shorter=shorter, side=side)
    for width, height in SQUASHED:
        squashed += results(transforms.Resize((height, width)), size=[width, height])
    generator = torch.Generator().manual_seed(0)
    scores = torch.rand(37, generator=generator) * 100
    weights = torch.relu(torch.randn(37, generator=generator)) + 1e-6
    fixture = {
        "command": "python tools/reference/make_protocol_fixtures.py",
        "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__, "Pillow": PIL.__version__},
        "centre": centre,
        "squashed": squashed,
        "whole": list(results(lambda photo: photo)),
        "weightedMean": {
            "scores": scores.tolist(),
            "weights": weights.tolist(),
            "value": float((scores.double() * weights.double()).sum() / weights.double().sum()),
        },
    }
    lines = [f'  {json.dumps(key)}: {json.dumps(value)}' for key, value in fixture.items()]
    path = ROOT / "test/fixtures/image/protocols.json"
    path.write_text("{\n" + ",\n".join(lines).replace("}, {", "},\n    {") + "\n}\n")
    print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
