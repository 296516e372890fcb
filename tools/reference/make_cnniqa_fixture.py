"""Makes test/models/cnniqa/fixture.json: CNNIQA with synthetic weights in PyTorch on sample photos.

    python tools/reference/make_cnniqa_fixture.py

Patches and network are reimplemented from https://github.com/lidq92/CNNIQA (CNNIQAnet, NonOverlappingCropPatches).
Made with torch 2.13.0, numpy and Pillow 12.
"""
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as functional
from PIL import Image

import synthetic

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEED = 3


class Cnniqa(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 50, 7)
        self.fc1 = torch.nn.Linear(100, 800)
        self.fc2 = torch.nn.Linear(800, 800)
        self.fc3 = torch.nn.Linear(800, 1)

    def forward(self, patches):
        maps = self.conv1(patches)
        extremes = torch.cat([maps.amax((2, 3)), maps.amin((2, 3))], 1)
        return self.fc3(functional.relu(self.fc2(functional.relu(self.fc1(extremes)))))[:, 0]


def box_mean(values):
    padded = np.pad(values, 1, mode='symmetric')
    height, width = values.shape
    return sum(padded[y:y + height, x:x + width] for y in range(3) for x in range(3)) / 9


def patches_of(path, side=32):
    grey = np.asarray(Image.open(path).convert('L'))
    height, width = grey.shape
    patches = []
    for top in range(0, height - side, side):
        for left in range(0, width - side, side):
            level = (grey[top:top + side, left:left + side].astype(np.float32) / np.float32(255)).astype(np.float64)
            mean = box_mean(level)
            deviation = np.sqrt(np.maximum(box_mean(level * level) - mean * mean, 0))
            patches.append((level - mean) / (deviation + 1))
    return torch.from_numpy(np.stack(patches)).float()[:, None]


def main():
    with torch.no_grad():
        model = synthetic.fill(Cnniqa().eval(), SEED)
        photos = {}
        for name in ['cat.jpg', 'grace-hopper.jpg']:
            patches = patches_of(ROOT / 'samples' / name)
            scores = model(patches).numpy()
            photos[name] = {
                'patches': len(patches),
                'first': [float(value) for value in patches[0].flatten()[:8]],
                'score': float(scores.astype(np.float64).mean()),
                'scores': [float(score) for score in scores[:5]],
            }
    file = ROOT / 'test' / 'models' / 'cnniqa' / 'fixture.json'
    file.write_text(json.dumps({'torch': torch.__version__, 'seed': SEED, 'photos': photos}, indent=1) + '\n')
    print('wrote', file)


if __name__ == '__main__':
    main()
