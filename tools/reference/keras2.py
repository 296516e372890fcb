"""Writes HDF5 files in the form of Keras 2, which allowed slashes in names of layers; Keras 3 refuses them.

A model is a list of entries made by `layer`; weights are arrays by names such as `conv1/7x7_s2/kernel:0`.
"""
import copy
import json
import os

os.environ.setdefault('KERAS_BACKEND', 'torch')

import h5py
import numpy as np


def layer(kind, name, inputs=(), **config):
    """A layer's entry in `model_config`; `inputs` are names of layers."""
    nodes = [[[name, 0, 0, {}] for name in inputs]] if inputs else []
    return {'class_name': kind, 'name': name, 'config': {'name': name, 'trainable': True, **config}, 'inbound_nodes': nodes}


def pixels(name, height, width, channels):
    return layer('InputLayer', name, batch_input_shape=[None, height, width, channels], dtype='float32', sparse=False)


def conv(name, inputs, filters, size, strides=1, padding='valid', activation='linear', use_bias=True):
    return layer('Conv2D', name, inputs, filters=filters, kernel_size=[size, size], strides=[strides, strides], padding=padding,
                 data_format='channels_last', dilation_rate=[1, 1], activation=activation, use_bias=use_bias)


def norm(name, inputs):
    return layer('BatchNormalization', name, inputs, axis=3, momentum=0.99, epsilon=0.001, center=True, scale=True)


def dense(name, inputs, units, activation='linear'):
    return layer('Dense', name, inputs, units=units, activation=activation, use_bias=True)


def config_of(layers, name='model_1'):
    """The `model_config` of layers, of which the first is the input and the last the output."""
    ends = {'input_layers': [[layers[0]['name'], 0, 0]], 'output_layers': [[layers[-1]['name'], 0, 0]]}
    return json.dumps({'class_name': 'Model', 'config': {'name': name, 'layers': layers, **ends}})


def write(path, layers, weights, is_whole=True):
    """Writes a model to a path or a file object. A layer's weights are those whose names are its name and one more part."""
    with h5py.File(path, 'w') as file:
        group = file
        if is_whole:
            file.attrs['keras_version'] = b'2.2.4'
            file.attrs['backend'] = b'tensorflow'
            file.attrs['model_config'] = config_of(layers).encode()
            group = file.create_group('model_weights')
        names = [each['name'] for each in layers]
        group.attrs['layer_names'] = np.array([name.encode() for name in names])
        group.attrs['backend'] = b'tensorflow'
        group.attrs['keras_version'] = b'2.2.4'
        for name in names:
            own = [each for each in weights if each.rsplit('/', 1)[0] == name]
            inside = group.create_group(name)
            inside.attrs['weight_names'] = np.array([each.encode() for each in own], dtype='S')
            for each in own:
                inside.create_dataset(each, data=np.asarray(weights[each], np.float32))


def predicted_by_keras(layers, weights, images):
    """The output of Keras 3 for images [N,H,W,C] of float32, after renaming the layers."""
    from keras.src.legacy.saving import saving_utils

    renamed = copy.deepcopy(layers)
    for each in renamed:
        each['name'] = each['config']['name'] = plain(each['name'])
        for node in each['inbound_nodes']:
            for reference in node:
                reference[0] = plain(reference[0])
    model = saving_utils.model_from_config(json.loads(config_of(renamed)))
    for each in layers:
        own = [values for name, values in weights.items() if name.rsplit('/', 1)[0] == each['name']]
        if own:
            model.get_layer(plain(each['name'])).set_weights([np.asarray(values, np.float32) for values in own])
    return model.predict(images, verbose=0)


def plain(name):
    return name.replace('/', '__')
