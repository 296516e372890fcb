"""Makes test/models/wadiqam/fixture.json: WaDIQaM with synthetic weights in PyTorch on crops of sample photos.

    python tools/reference/make_wadiqam_fixture.py

The network is reimplemented from https://github.com/lidq92/WaDIQaM (model.py, without dropout) and pyiqa's wadiqam_arch.py.
Made with torch 2.13.0.
"""
import numpy as np
import torch
from torch.nn import functional

import photo_networks as networks

SEED, BOX, PHOTO, REFERENCE = 7, (100, 60, 200, 130), 'coffee-compressed.jpg', 'coffee.jpg'
WIDTHS = [3, 32, 32, 64, 64, 128, 128, 256, 256, 512, 512]


class WaDiqam(torch.nn.Module):
    """lidq92's network with `inputs` features. `q` and `w` name the two layers of the branches for quality and weight."""

    def __init__(self, inputs, q, w):
        super().__init__()
        for i in range(10):
            self.add_module(f'conv{i + 1}', torch.nn.Conv2d(WIDTHS[i], WIDTHS[i + 1], 3, padding=1))
        self.names = [q, w]
        for first, second in self.names:
            self.add_module(first, torch.nn.Linear(inputs, 512))
            self.add_module(second, torch.nn.Linear(512, 1))

    def features(self, x):
        for i in range(10):
            x = functional.relu(getattr(self, f'conv{i + 1}')(x))
            if i % 2 == 1:
                x = functional.max_pool2d(x, 2)
        return x.flatten(1)

    def branches(self, h):
        q, a = (getattr(self, second)(functional.relu(getattr(self, first)(h))) for first, second in self.names)
        return q, functional.relu(a)


def patches(name, side=32):
    x = networks.planes(np.asarray(networks.photo(name, BOX)))[0] / 255
    _, height, width = x.shape
    return torch.stack([x[:, top:top + side, left:left + side]
                        for top in range(0, height - side, side) for left in range(0, width - side, side)])


def weighted(q, a):
    a = a + 1e-6
    return float((q * a).sum() / a.sum())


def main():
    nr = networks.fill(WaDiqam(512, ('fc1q_nr', 'fc2q_nr'), ('fc1w_nr', 'fc2w_nr')), SEED)
    fr = networks.fill(WaDiqam(1536, ('fc1_q', 'fc2_q'), ('fc1_w', 'fc2_w')), SEED)
    photo, reference = patches(PHOTO), patches(REFERENCE)
    with torch.no_grad():
        features = nr.features(photo)
        q, a = nr.branches(features)
        content = {
            'photo': PHOTO, 'reference': REFERENCE, 'box': BOX, 'seed': SEED,
            'nr': {
                'shapes': networks.shapes_of(nr), 'patchwise': float(q.mean()), 'weighted': weighted(q, a),
                'tensors': {'pool5': networks.sampled(features), 'score': networks.sampled(q),
                            'weight': networks.sampled(a)},
            },
        }
        first, second = fr.features(photo), fr.features(reference)
        scores = {}
        for order, parts in {'lidq92': [first - second, first, second],
                             'pyiqa': [second, first, first - second]}.items():
            scores[order] = weighted(*fr.branches(torch.cat(parts, 1)))
        content['fr'] = {'shapes': networks.shapes_of(fr), 'scores': scores}
    networks.write('wadiqam/fixture.json', content)


if __name__ == '__main__':
    main()
