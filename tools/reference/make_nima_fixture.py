"""Makes test/models/nima/fixture.json and mobilenet.h5: NIMA with seeded weights on Keras's MobileNet, timm's VGG-16, and the
Inception-ResNet-v2 of both.

    python tools/reference/make_nima_fixture.py

NIMA's own layers are reimplemented from https://github.com/idealo/image-quality-assessment,
https://github.com/titu1994/neural-image-assessment and https://github.com/chaofengc/IQA-PyTorch (nima_arch.py). Widths are
smaller than the published ones. Made with keras 3.15, torch 2.13.0, timm 1.0.29, torchvision 0.29.1 and Pillow 12.3.0.
"""
import hashlib

import numpy as np
import torch
from PIL import Image

import inception_networks
import keras_networks as in_keras
import photo_networks as networks
import timm_networks
from fixture_values import number, sampled

keras = in_keras.keras

SEED, PHOTO, BOX = 14, 'cat.jpg', (150, 60, 251, 143)
ALPHA, WIDTHS_DIVISOR = 0.1, 16
RATINGS = np.arange(1, 11)


def with_ratings(model, maps):
    pooled = keras.layers.GlobalAveragePooling2D()(maps)
    return keras.Model(model.input, keras.layers.Dense(10, activation='softmax', name='dense_1')(pooled))


def mobilenet(last_block):
    whole = keras.applications.MobileNet((None, None, 3), alpha=ALPHA, include_top=False, weights=None)
    return with_ratings(whole, whole.get_layer(f'conv_pw_{last_block}_relu').output)


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
    in_keras.save_whole(short, networks.ROOT / 'test' / 'models' / 'nima' / 'mobilenet.h5')
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


# Keras's names of layers and ours.
IN_KERAS = {
    'mixed_5b': 'mixed_5b', 'block35_10_ac': 'repeat.9', 'mixed_6a': 'mixed_6a', 'block17_20_ac': 'repeat_1.19',
    'mixed_7a': 'mixed_7a', 'block8_9_ac': 'repeat_2.8', 'conv_7b_ac': 'conv2d_7b',
}


def with_inception_by_keras():
    base = inception_networks.by_keras()
    model = with_ratings(base, base.output)
    shapes = in_keras.fill(model, SEED, inception_networks.in_keras_2)
    judged = judged_by_keras(model, list(IN_KERAS), networks.photo(PHOTO).crop(BOX))
    tensors = {IN_KERAS.get(name, name): tensor for name, tensor in judged['tensors'].items()}
    return {'shapes': shapes, **judged, 'tensors': tensors}


def with_inception_by_timm(outputs):
    base = inception_networks.by_timm(features_only=True)
    model = timm_networks.Nima(base, 1536 // inception_networks.DIVISOR, outputs)
    networks.fill(model, SEED)
    crop = timm_networks.pyiqa_crop(networks.photo(PHOTO), 299)
    with torch.no_grad():
        maps = model.base_model((crop - 0.5) / 0.5)
        outputs = model.classifier(maps[-1].mean((2, 3)))
    names = ['conv2d_2b', 'conv2d_4a', 'repeat.1', 'repeat_1.1', 'conv2d_7b']
    tensors = {name: sampled(tensor) for name, tensor in zip(names, maps)}
    content = {'shapes': networks.shapes_of(model), 'tensors': tensors}
    if outputs.shape[1] == 1:
        return {**content, 'score': number(outputs.item())}
    return {**content, 'tensors': {**tensors, 'classes': sampled(outputs)}, **verdict(outputs)}


if __name__ == '__main__':
    nearest = {}
    for width, height in [(224, 224), (37, 23), (512, 384)]:
        pixels = networks.photo(PHOTO).resize((width, height), Image.NEAREST).tobytes()
        nearest[f'{width}x{height}'] = hashlib.sha256(pixels).hexdigest()
    networks.write('nima/fixture.json', {
        'photo': PHOTO, 'nearest': nearest, 'box': BOX, 'seed': SEED, 'mobilenet': with_mobilenet(), 'vgg16': with_vgg16(),
        'inceptionByKeras': with_inception_by_keras(), 'inceptionByTimm': with_inception_by_timm(10),
        'inceptionOfOneOutput': with_inception_by_timm(1),
    })
