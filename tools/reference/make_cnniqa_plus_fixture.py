"""Makes test/models/cnniqa-plus/fixture.json: CNNIQA++ and CNNIQA+ with synthetic weights in PyTorch on a sample photo.

    python tools/reference/make_cnniqa_plus_fixture.py

The networks are reimplemented from https://github.com/lidq92/CNNIQAplusplus. Made with torch 2.13.0.
"""
import torch
from torch.nn import functional

import photo_networks as networks
from make_cnniqa_fixture import patches_of

SEED, PHOTO = 8, 'cat.jpg'


class CnniqaPlus(torch.nn.Module):
    def __init__(self, convolutions, hidden):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, *convolutions[0])
        self.conv2 = torch.nn.Conv2d(convolutions[0][0], *convolutions[1]) if len(convolutions) > 1 else None
        self.fc1 = torch.nn.Linear(100, hidden[0])
        self.fc2 = torch.nn.Linear(hidden[0], hidden[1])
        self.fc3_q = torch.nn.Linear(hidden[1], 1)
        self.fc3_d = torch.nn.Linear(hidden[1], 5)

    def forward(self, x):
        x = self.conv1(x)
        if self.conv2 is not None:
            x = self.conv2(functional.max_pool2d(x, 2))
        x = torch.cat([x.amax((2, 3)), x.amin((2, 3))], 1)
        x = functional.relu(self.fc2(functional.relu(self.fc1(x))))
        return self.fc3_q(x), self.fc3_d(x)


def main():
    patches, content = patches_of(networks.ROOT / 'samples' / PHOTO), {'photo': PHOTO, 'seed': SEED}
    for name, layout in {'cnniqa-plus-plus': ([(8, 3), (50, 3)], (128, 512)),
                         'cnniqa-plus': ([(50, 7)], (800, 800))}.items():
        model = networks.fill(CnniqaPlus(*layout), SEED)
        with torch.no_grad():
            scores, logits = model(patches)
        content[name] = {
            'shapes': networks.shapes_of(model), 'score': float(scores.double().mean()),
            'crops': [float(score) for score in scores[:5, 0]],
            'probabilities': [float(p) for p in logits.double().mean(0).softmax(0)],
        }
    networks.write('cnniqa-plus/fixture.json', content)


if __name__ == '__main__':
    main()
