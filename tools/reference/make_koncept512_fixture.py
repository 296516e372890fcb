"""Makes test/models/koncept512/fixture.json: KonCept512 with seeded weights on Keras's and on timm's Inception-ResNet-v2.

    python tools/reference/make_koncept512_fixture.py

The layers after it are reimplemented from https://github.com/subpic/koniq, and from the port
https://github.com/ZhengyuZhao/koniq-PyTorch, whose pooling covers only a part of the maps. Widths, and the port's numbers of
blocks, are smaller than the published ones. Made with keras 3.15, torch 2.13.0, timm 1.0.29 and Pillow 12.3.0.
"""
import numpy as np
import torch
from PIL import Image

import inception_networks
import keras_networks as in_keras
import photo_networks as networks
from fixture_values import number, planes, sampled

keras = in_keras.keras

SEED, PHOTO, HIDDEN = 16, 'cat.jpg', [40, 24, 12]
WIDTH, HEIGHT = 512, 384


def by_authors(picture):
    base = inception_networks.by_keras(HEIGHT, WIDTH)
    x = keras.layers.GlobalAveragePooling2D(name='final_gap')(base.output)
    for i, units in enumerate(HIDDEN):
        x = keras.layers.Dense(units, activation='relu', name=f'fc_fc{i}')(x)
        x = keras.layers.BatchNormalization(name=f'fc_bn{i}')(x)
    model = keras.Model(base.input, keras.layers.Dense(1, name='fc_out')(x))
    shapes = in_keras.fill(model, SEED, inception_networks.in_keras_2)
    kept = {'block17_20_ac': 'repeat_1.19', 'conv_7b_ac': 'conv2d_7b', 'final_gap': 'features', 'fc_bn2': 'bn2', 'fc_out': 'score'}
    outputs = in_keras.outputs_of(model, list(kept), picture)
    tensors = {kept[name]: sampled(tensor) for name, tensor in outputs.items()}
    return {'shapes': shapes, 'tensors': tensors, 'score': number(outputs['fc_out'].item())}


class Port(torch.nn.Module):
    def __init__(self):
        super().__init__()
        base = inception_networks.by_timm()
        order = ['conv2d_1a', 'conv2d_2a', 'conv2d_2b', 'maxpool_3a', 'conv2d_3b', 'conv2d_4a', 'maxpool_5a', 'mixed_5b', 'repeat',
                 'mixed_6a', 'repeat_1', 'mixed_7a', 'repeat_2', 'block8', 'conv2d_7b']
        self.base = torch.nn.Sequential(*[getattr(base, name) for name in order], torch.nn.AvgPool2d(8, count_include_pad=False))
        widths, layers = [1536 // inception_networks.DIVISOR, *HIDDEN], []
        for inputs, outputs in zip(widths, widths[1:]):
            layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU(), torch.nn.BatchNorm1d(outputs), torch.nn.Dropout()]
        self.fc = torch.nn.Sequential(*layers, torch.nn.Linear(widths[-1], 1))


def by_port(picture):
    model = networks.fill(Port(), SEED)
    x = (planes(np.asarray(picture)) / 255 - 0.5) / 0.5
    with torch.no_grad():
        maps = model.base[:-1](x)
        features = model.base[-1](maps).view(1, -1)
        score = model.fc(features)
        tensors = {'conv2d_7b': maps, 'features': features, 'bn2': model.fc[:11](features), 'score': score}
    assert maps.shape[2:] == (10, 14)
    tensors = {name: sampled(tensor) for name, tensor in tensors.items()}
    return {'shapes': networks.shapes_of(model), 'tensors': tensors, 'score': number(score.item())}


if __name__ == '__main__':
    picture = networks.photo(PHOTO).resize((WIDTH, HEIGHT), Image.BILINEAR)
    networks.write('koncept512/fixture.json', {
        'photo': PHOTO, 'seed': SEED, 'authors': by_authors(picture), 'port': by_port(picture),
    })
