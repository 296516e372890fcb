"""Narrow Inception-ResNet-v2 networks: timm's with few blocks, and Keras's with all blocks."""
import numpy as np
import torch

import keras_networks as in_keras
import timm_networks

keras = in_keras.keras
from keras.src.applications import inception_resnet_v2 as in_applications

DIVISOR = 16
# The numbers of blocks in the stages `repeat`, `repeat_1` and `repeat_2`.
BLOCKS = (2, 2, 1)


def by_timm(**options):
    network = timm_networks.narrowed(timm_networks.timm.create_model('inception_resnet_v2', **options), DIVISOR)
    for stage, count in zip(['repeat', 'repeat_1', 'repeat_2'], BLOCKS):
        setattr(network, stage, getattr(network, stage)[:count])
    return network


def by_keras(height=None, width=None):
    """Keras's network with fewer channels. Convolutions that restore the maps' width are not divided, as the maps already are."""
    usual = in_applications.conv2d_bn

    def narrow(x, filters, *arguments, name=None, **options):
        keeps_width = name is not None and name.startswith('block')
        return usual(x, filters if keeps_width else filters // DIVISOR, *arguments, name=name, **options)

    in_applications.conv2d_bn = narrow
    keras.utils.clear_session()
    try:
        return keras.applications.InceptionResNetV2(input_shape=(height, width, 3), include_top=False, weights=None)
    finally:
        in_applications.conv2d_bn = usual


def in_keras_2(name):
    """Converts a weight's name to Keras 2, which numbers layers from 1; Keras 3 calls the first one `conv2d`."""
    layer, part = name.split('/')
    kind, _, number = layer.rpartition('_')
    if layer in ('conv2d', 'batch_normalization'):
        return f'{layer}_1/{part}'
    return f'{kind}_{int(number) + 1}/{part}' if kind in ('conv2d', 'batch_normalization') else name
