"""Makes test/models/db-cnn/fixture.json: DB-CNN with synthetic weights in PyTorch on a crop of a sample photo.

    python tools/reference/make_db_cnn_fixture.py

The network is reimplemented from https://github.com/zwx8981/DBCNN-PyTorch (DBCNN.py) with an eighth of its widths, which the
program reads from the file. Made with torch 2.13.0.
"""
import torch
from torch.nn import functional

import photo_networks as networks

SEED, PHOTO, BOXES = 6, 'cat.jpg', {'odd': (150, 60, 251, 143), 'even': (150, 60, 246, 140)}
DIVISOR = 8


class DbCnn(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.features1 = networks.vgg16_features(DIVISOR)[:-1]
        self.features2 = networks.s_cnn_features(DIVISOR)
        self.fc = torch.nn.Linear(512 // DIVISOR * 128 // DIVISOR, 1)

    def bilinear(self, x):
        first, second = self.features1(x), self.features2(x)
        size = first.shape[2:]
        if second.shape[2:] != size:
            second = functional.interpolate(second, size, mode='bilinear', align_corners=True)
        first, second = first.flatten(2), second.flatten(2)
        products = torch.bmm(first, second.transpose(1, 2)) / first.shape[2]
        return functional.normalize(torch.sqrt(products.flatten(1) + 1e-8))

    def forward(self, x):
        return self.fc(self.bilinear(x))


def main():
    model = networks.fill(DbCnn(), SEED)
    photos = {}
    with torch.no_grad():
        for name, box in BOXES.items():
            x = networks.normalised(networks.photo(PHOTO, box))
            tensors = {
                'features1.28': model.features1(x), 'features2.25.relu': model.features2(x),
                'products.roots': model.bilinear(x), 'score': model(x),
            }
            tensors = {key: networks.sampled(tensor) for key, tensor in tensors.items()}
            photos[name] = {'box': box, 'tensors': tensors}
    networks.write('db-cnn/fixture.json', {
        'photo': PHOTO, 'seed': SEED, 'shapes': networks.shapes_of(model), 'photos': photos,
    })


if __name__ == '__main__':
    main()
