"""Makes test/models/s-cnn/fixture.json: S-CNN with synthetic weights in PyTorch on a sample photo.

    python tools/reference/make_s_cnn_fixture.py

The network is reimplemented from https://github.com/zwx8981/DBCNN-PyTorch (SCNN.py). Made with torch 2.13.0.
"""
import torch
from PIL import Image

import photo_networks as networks

SEED, PHOTO = 5, 'cat.jpg'


class SCnn(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.features = networks.s_cnn_features()
        self.pooling = torch.nn.AvgPool2d(14, 1)
        self.projection = torch.nn.Sequential(
            torch.nn.Conv2d(128, 256, 1), torch.nn.BatchNorm2d(256), torch.nn.ReLU(),
            torch.nn.Conv2d(256, 256, 1), torch.nn.BatchNorm2d(256), torch.nn.ReLU(),
        )
        self.classifier = torch.nn.Linear(256, 39)

    def forward(self, x):
        return self.classifier(self.projection(self.pooling(self.features(x))).flatten(1))


def centre(picture, shorter=256, side=224):
    """The same as torchvision's Resize and CenterCrop."""
    width, height = picture.size
    longer = int(shorter * max(width, height) / min(width, height))
    size = (shorter, longer) if width <= height else (longer, shorter)
    resized = picture.resize(size, Image.BILINEAR)
    left, top = round((size[0] - side) / 2), round((size[1] - side) / 2)
    return resized.crop((left, top, left + side, top + side))


def main():
    model = networks.fill(SCnn(), SEED)
    crop = networks.normalised(centre(networks.photo(PHOTO)))
    with torch.no_grad():
        logits = model(crop)
        tensors = {f'features.{i}.relu': model.features[:i + 2](crop) for i in [1, 7, 16, 25]}
        tensors.update({'classifier': logits, 'probabilities': logits.softmax(1)})
        tensors = {name: networks.sampled(tensor) for name, tensor in tensors.items()}
    networks.write('s-cnn/fixture.json', {
        'photo': PHOTO, 'seed': SEED, 'shapes': networks.shapes_of(model), 'tensors': tensors,
    })


if __name__ == '__main__':
    main()
