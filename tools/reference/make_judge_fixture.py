"""Makes test/models/photo-judge/fixture.json: what PyTorch says of samples/ with weights/photo-judge.safetensors.

    python tools/reference/make_judge_fixture.py

Seen with torch 2.13.0.
"""
import sys

import numpy as np
import torch
from PIL import Image
from torch import nn

import photo_networks as networks
from make_hyperiqa_mobile_fixture import BLOCKS, FRAME, PLACES, SIDE, Block, taps_of

sys.path.append(str(networks.ROOT / 'tools' / 'train'))
from weights_file import read_weights  # noqa: E402

PHOTOS = ['cat.jpg', 'coffee.jpg', 'coffee-blurred.jpg', 'coffee-compressed.jpg', 'grace-hopper.jpg']


def loaded():
    """The network with the committed weights, and the file's metadata."""
    tensors, metadata = read_weights(networks.ROOT / 'weights' / 'photo-judge.safetensors')
    return Judge({name: torch.from_numpy(values) for name, values in tensors.items()}).eval(), metadata


class Backbone(nn.Module):
    def __init__(self, tensors):
        super().__init__()
        width = lambda name: len(tensors[f'backbone.{name}.bias'])
        self.stem = nn.Conv2d(3, width('stem'), 3)
        inputs, self.blocks = width('stem'), nn.ModuleList()
        for number, (expansion, _, stride) in enumerate(BLOCKS):
            outputs = width(f'blocks.{number}.project')
            self.blocks.append(Block(inputs, expansion and width(f'blocks.{number}.expand'), outputs, stride))
            inputs = outputs

    def forward(self, x):
        """The means of the four taps' channels, side by side."""
        return torch.cat([tap.mean((2, 3)) for tap in taps_of(self, x)], 1)


class Judge(nn.Module):
    def __init__(self, tensors):
        super().__init__()
        self.backbone = Backbone(tensors)
        kinds, channels = tensors['kinds.weight'].shape
        self.kinds, self.levels = nn.Linear(channels, kinds), nn.Linear(channels, kinds)
        first, second = (len(tensors[f'{name}.bias']) for name in ('score1', 'score2'))
        self.score1, self.score2, self.score = nn.Linear(channels, first), nn.Linear(first, second), nn.Linear(second, 1)
        self.load_state_dict(tensors)

    def forward(self, x):
        """Scores [N], probabilities and levels [N,22]."""
        means = self.backbone(x)
        scores = self.score(self.score2(self.score1(means).sigmoid()).sigmoid())[:, 0]
        return scores.clamp(0, 100), self.kinds(means).sigmoid(), self.levels(means).clamp(min=0)


def main():
    model, _ = loaded()
    cases = []
    for photo in PHOTOS:
        picture = networks.photo(photo)
        upright = picture.height > picture.width
        frame = np.asarray(picture.resize(FRAME[::-1] if upright else FRAME, Image.BILINEAR))
        places = [place[::-1] for place in PLACES] if upright else PLACES
        # Row by row.
        places = sorted(places)
        crops = np.stack([frame[top:top + SIDE, left:left + SIDE].transpose(2, 0, 1) for top, left in places])
        with torch.no_grad():
            scores, probabilities, levels = model(torch.from_numpy(crops).float().div(255).sub(0.5).div(0.5))
        cases.append({
            'photo': photo, 'places': places, 'score': scores.mean().item(),
            'probabilities': probabilities.mean(0).tolist(), 'levels': levels.mean(0).tolist(),
        })
    networks.write('photo-judge/fixture.json', {'cases': cases})


if __name__ == '__main__':
    main()
