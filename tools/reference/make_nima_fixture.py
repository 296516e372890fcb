"""Makes test/models/nima/fixture.json and mobilenet.h5: NIMA on seeded weights, by Keras's MobileNet and timm's VGG-16.

    python tools/reference/make_nima_fixture.py

NIMA's own layers are stated here anew from https://github.com/idealo/image-quality-assessment,
https://github.com/titu1994/neural-image-assessment and https://github.com/chaofengc/IQA-PyTorch (nima_arch.py). Widths are a part of
the published ones. Seen with keras 3.15, torch 2.13.0, timm 1.0.29, torchvision 0.29.1, Pillow 12.3.0.
"""
import hashlib

import numpy as np
import torch
from PIL import Image

import keras_networks as in_keras
import photo_networks as networks
import timm_networks
from face_networks import number, sampled

keras = in_keras.keras

SEED, PHOTO, BOX = 14, 'cat.jpg', (150, 60, 251, 143)
ALPHA, WIDTHS_DIVISOR = 0.1, 16
RATINGS = np.arange(1, 11)


def mobilenet(last_block):
    whole = keras.applications.MobileNet((None, None, 3), alpha=ALPHA, include_top=False, weights=None)
    maps = whole.get_layer(f'conv_pw_{last_block}_relu').output
    pooled = keras.layers.GlobalAveragePooling2D()(maps)
    return keras.Model(whole.input, keras.layers.Dense(10, activation='softmax', name='dense_1')(pooled))


def in_keras_2(name):
    return name.replace('/kernel', '/depthwise_kernel') if name.startswith('conv_dw_') else name


def verdict(probabilities):
    each = np.asarray(probabilities, np.float64).reshape(-1)
    mean = (each * RATINGS).sum()
    return {'score': number(mean), 'deviation': number(np.sqrt((each * (RATINGS - mean) ** 2).sum()))}


def judged_by_keras(model, kept, picture):
    outputs = in_keras.outputs_of(model, [*kept, 'dense_1'], picture)
    probabilities = outputs.pop('dense_1')
    return {
        'tensors': {**in_keras.sampled_outputs(outputs), 'classes': sampled(probabilities)}, **verdict(probabilities),
    }


def with_mobilenet():
    photo = networks.photo(PHOTO)
    squashed = photo.resize((224, 224), Image.NEAREST)
    model = mobilenet(13)
    shapes = in_keras.fill(model, SEED, in_keras_2)
    kept = ['conv1_relu', 'conv_dw_1_relu', 'conv_dw_2_relu', 'conv_pw_6_relu', 'conv_pw_13_relu']
    short = mobilenet(4)
    in_keras.fill(short, SEED + 1, in_keras_2)
    in_keras.save_weights(short, networks.ROOT / 'test' / 'models' / 'nima' / 'mobilenet.h5')
    return {
        'shapes': shapes,
        'squashed': judged_by_keras(model, kept, squashed),
        'whole': judged_by_keras(model, kept, photo.crop(BOX)),
        'file': judged_by_keras(short, ['conv_pw_4_relu'], squashed),
    }


def with_vgg16():
    model = networks.fill(timm_networks.nima('vgg16', 10, WIDTHS_DIVISOR), SEED)
    crop = timm_networks.pyiqa_crop(networks.photo(PHOTO), 224)
    with torch.no_grad():
        maps = model.base_model((crop - networks.IMAGENET_MEAN) / networks.IMAGENET_DEVIATION)
        probabilities = model.classifier(maps[-1].mean((2, 3)))
    tensors = {'features_28': maps[-2], 'features_30': maps[-1], 'classes': probabilities}
    return {
        'shapes': networks.shapes_of(model), 'crop': sampled(crop),
        'tensors': {name: sampled(tensor) for name, tensor in tensors.items()}, **verdict(probabilities),
    }


if __name__ == '__main__':
    nearest = {}
    for width, height in [(224, 224), (37, 23), (512, 384)]:
        pixels = networks.photo(PHOTO).resize((width, height), Image.NEAREST).tobytes()
        nearest[f'{width}x{height}'] = hashlib.sha256(pixels).hexdigest()
    networks.write('nima/fixture.json', {
        'photo': PHOTO, 'nearest': nearest, 'box': BOX, 'seed': SEED, 'mobilenet': with_mobilenet(), 'vgg16': with_vgg16(),
    })
