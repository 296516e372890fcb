"""Makes test/fixtures/image: results of Pillow, OpenCV and PyTorch for photos, and small photo files of every kind.

    python tools/reference/make_image_fixtures.py

Large photos are not stored: both sides compute them with `formula`, and compare SHA-256 digests of the results.
"""
import hashlib
import json
import pathlib
import platform

import cv2
import numpy as np
import PIL
import torch
from PIL import Image

import photo_files

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "fixtures" / "image"


def formula(width, height):
    """The synthetic photo of test/image/fixture.ts: noise, black-and-white edges and smooth ramps in tiles of 16 pixels."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.int64)
    noise = x * x * 37 + y * y * 91 + x * y * 17 + c * 89
    tile = ((x >> 4) + (y >> 4) + c) % 3
    kinds = [noise & 255, ((noise >> 5) & 1) * 255, (x * 3 + y * 5 + c * 40) & 255]
    return np.choose(tile, kinds).astype(np.uint8)


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def sampled(array, count=64):
    """Evenly spaced values of the flattened array, so that a failing test can report the size of the difference."""
    flat = array.reshape(-1)
    step = max(1, flat.size // count)
    # Nine digits represent a float32 exactly.
    return {"step": step, "values": [float(f"{value:.9g}") if flat.dtype.kind == "f" else int(value) for value in flat[::step]]}


PIL_SIZES = [
    (1, 1, 1, 1), (1, 1, 384, 512), (1, 7, 384, 512), (7, 1, 384, 512), (1, 400, 5, 3), (400, 1, 3, 5), (2, 2, 3, 3),
    (17, 13, 384, 512), (384, 512, 384, 512), (384, 600, 384, 512), (600, 512, 384, 512), (385, 513, 384, 512),
    (383, 511, 384, 512), (640, 427, 384, 512), (427, 640, 384, 512), (768, 1024, 384, 512), (2688, 3584, 384, 512),
    (1009, 757, 384, 512), (101, 103, 97, 89), (89, 97, 103, 101), (700, 70, 100, 10), (300, 200, 1, 1),
    (256, 256, 37, 300), (4096, 3072, 384, 512),
]
OPENCV_SIZES = [
    (1, 1, 300, 300), (1, 5, 300, 300), (5, 1, 300, 300), (2, 2, 300, 300), (17, 13, 300, 300), (150, 150, 300, 300),
    (299, 301, 300, 300), (300, 300, 300, 300), (300, 427, 300, 300), (427, 300, 300, 300), (600, 600, 300, 300),
    (600, 300, 300, 300), (601, 599, 300, 300), (640, 427, 300, 300), (900, 600, 300, 300), (1009, 757, 300, 300),
    (1200, 1200, 300, 300), (2048, 1536, 300, 300), (2272, 1704, 300, 300), (101, 103, 97, 89), (512, 512, 17, 9),
]


def resize_cases(sizes, resize):
    cases = []
    for width, height, to_width, to_height in sizes:
        result = resize(formula(width, height), (to_width, to_height))
        cases.append({"from": [width, height], "to": [to_width, to_height], "sha256": sha256(result), **sampled(result)})
    return cases


def resize_pil(photo, size):
    return np.asarray(Image.fromarray(photo).resize(size, Image.BILINEAR))


def resize_opencv(photo, size):
    return cv2.resize(photo, size, interpolation=cv2.INTER_LINEAR)


def demo_positions(seed, count):
    """The results of `count` calls of torchvision's RandomCrop(224).get_params for a photo of 384x512."""
    torch.manual_seed(seed)
    draw = lambda places: int(torch.randint(0, places, size=(1,)).item())
    return [[draw(512 - 224 + 1), draw(384 - 224 + 1)] for _ in range(count)]


def mersenne(seed, count):
    """The low halves of raw 32-bit draws, which torch.randint returns for a range of 2**16."""
    torch.manual_seed(seed)
    return [int(torch.randint(0, 1 << 16, (1,)).item()) for _ in range(count)]


MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


def to_tensor(photo):
    """The same as torchvision's ToTensor."""
    return torch.from_numpy(np.array(photo)).permute(2, 0, 1).contiguous().to(torch.float32).div(255)


def normalise(tensor):
    """The same as torchvision's Normalize."""
    return tensor.clone().sub_(MEAN).div_(DEVIATION)


def demo_tensor(width, height, seed, count):
    resized = normalise(to_tensor(resize_pil(formula(width, height), (384, 512))))
    crops = torch.stack([resized[:, i:i + 224, j:j + 224] for i, j in demo_positions(seed, count)])
    return {"photo": [width, height], "seed": seed, "crops": count, "sha256": sha256(crops.numpy())}


def uniform_tensor(width, height, count):
    """The crops of pyiqa's uniform_crop; a photo with a side up to 224 is enlarged first."""
    photo = to_tensor(formula(width, height))[None]
    if min(width, height) <= 224:
        photo = torch.nn.functional.interpolate(photo, scale_factor=225 / min(width, height), mode="bilinear")
    high, wide = photo.shape[2:]
    step_down, step_right = (high - 224) // int(np.sqrt(count)), (wide - 224) // int(np.sqrt(count))
    side = int(np.ceil(np.sqrt(count)))
    places = [[i * step_down, j * step_right] for i in range(side) for j in range(side)][:count]
    crops = torch.stack([normalise(photo[0, :, i:i + 224, j:j + 224]) for i, j in places]).numpy()
    return {"photo": [width, height], "crops": count, "places": places, "sha256": sha256(crops), **sampled(crops, 300)}


def blob(width, height):
    bgr = np.ascontiguousarray(formula(width, height)[:, :, ::-1])
    values = cv2.dnn.blobFromImage(bgr, 1.0, (300, 300), (104, 177, 123))
    return {"photo": [width, height], "sha256": sha256(values), **sampled(values)}


def decoded(path):
    return sha256(np.asarray(Image.open(path).convert("RGB")))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    fixture = {
        "madeBy": "python tools/reference/make_image_fixtures.py",
        "versions": {
            "python": platform.python_version(), "pillow": PIL.__version__, "opencv": cv2.__version__,
            "torch": torch.__version__, "numpy": np.__version__,
        },
        "formula": {f"{w}x{h}": sha256(formula(w, h)) for w, h in [(1, 1), (640, 427), (4096, 3072)]},
        "pil": resize_cases(PIL_SIZES, resize_pil),
        "opencv": resize_cases(OPENCV_SIZES, resize_opencv),
        "mersenne": [{"seed": s, "low16": mersenne(s, 1300)[::13]} for s in (0, 1, 5489, 123456789, 2**32 - 1, -7)],
        "demoPositions": [{"seed": s, "places": demo_positions(s, 10)} for s in (0, 1, 42, 2**31, 2**40 + 3, -1)],
        "normalised": sha256(normalise(torch.arange(256).to(torch.float32).div(255).expand(3, 1, 256)).numpy()),
        "demoTensor": [demo_tensor(640, 427, 0, 10), demo_tensor(33, 47, 9, 3)],
        "uniformTensor": [
            uniform_tensor(640, 427, 25), uniform_tensor(1009, 230, 25), uniform_tensor(640, 427, 10),
            uniform_tensor(225, 225, 25), uniform_tensor(224, 224, 25), uniform_tensor(97, 131, 25),
            uniform_tensor(300, 60, 4), uniform_tensor(2, 3, 9),
        ],
        "blob": [blob(640, 427), blob(600, 600), blob(41, 97)],
        "samples": {path.name: decoded(path) for path in sorted((ROOT / "samples").glob("*.jpg"))},
        "files": photo_files.write(OUT / "files"),
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in fixture.items()]
    (OUT / "image.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
