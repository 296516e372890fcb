"""Makes test/models/rankiqa/tid2013.caffemodel and fixture.json: RankIQA with seeded weights in PyTorch and in OpenCV's dnn.

    python tools/reference/make_rankiqa_fixture.py

The network is reimplemented from https://github.com/xialeiliu/RankIQA (src/FT, src/eval) with smaller widths, which the program
reads from the file. The results of OpenCV's dnn and PyTorch must agree. Made with torch 2.13.0 and OpenCV 4.14.
"""
import math

import cv2
import numpy as np
import torch

import photo_networks as networks
import synthetic
from fixture_values import number
from mtcnn import field, varint

SEED, CROP_SEED, PHOTO, CROPS, SIDE, DIVISOR = 12, 3, 'cat.jpg', 3, 224, 32
STAGES = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
FILE = networks.ROOT / 'test' / 'models' / 'rankiqa' / 'tid2013.caffemodel'


def layers():
    """The layers as (name, kind, shape of weights), where poolings have None as their shape."""
    found, inputs = [], 3
    for stage, (width, count) in enumerate(STAGES, 1):
        for place in range(1, count + 1):
            found.append((f'conv{stage}_{place}', 'Convolution', (width // DIVISOR, inputs, 3, 3)))
            inputs = width // DIVISOR
        found.append((f'pool{stage}', 'Pooling', None))
    hidden = 4096 // DIVISOR // 8
    found.append(('fc6_m', 'InnerProduct', (hidden, inputs * 49)))
    found.append(('fc7_m', 'InnerProduct', (hidden, hidden)))
    found.append(('fc8', 'InnerProduct', (1, hidden)))
    return found


def distribution(name, shape):
    if name == 'conv1_1.0':
        return synthetic.bell(2 / math.prod(shape[1:]) / 2**14)
    return synthetic.distribution_of(name, shape)


def blobs():
    tensors = {}
    for name, _, shape in layers():
        if shape is not None:
            tensors[f'{name}.0'] = synthetic.synthetic_values(SEED, f'{name}.0', shape, distribution)
            tensors[f'{name}.1'] = synthetic.synthetic_values(SEED, f'{name}.1', shape[:1], distribution)
    return tensors


def caffemodel(tensors):
    model = field(1, b'seeded')
    for name, kind, shape in layers():
        record = field(1, name.encode()) + field(2, kind.encode())
        for values in [] if shape is None else [tensors[f'{name}.0'], tensors[f'{name}.1']]:
            dims = b''.join(varint(size) for size in values.shape)
            record += field(7, field(7, field(1, dims)) + field(5, values.astype('<f4').tobytes()))
        model += field(100, record)
    return model


def prototxt():
    lines = [f'name: "seeded"\ninput: "data"\ninput_shape {{ dim: 1 dim: 3 dim: {SIDE} dim: {SIDE} }}']
    bottom = 'data'
    for name, kind, shape in layers():
        parameters = {
            'Convolution': lambda: f'convolution_param {{ num_output: {shape[0]} pad: 1 kernel_size: 3 }}',
            'Pooling': lambda: 'pooling_param { pool: MAX kernel_size: 2 stride: 2 }',
            'InnerProduct': lambda: f'inner_product_param {{ num_output: {shape[0]} }}',
        }[kind]()
        lines.append(f'layer {{ name: "{name}" type: "{kind}" bottom: "{bottom}" top: "{name}" {parameters} }}')
        if shape is not None and name != 'fc8':
            lines.append(f'layer {{ name: "relu_{name}" type: "ReLU" bottom: "{name}" top: "{name}" }}')
        bottom = name
    return '\n'.join(lines).encode()


def forward(tensors, x):
    """The outputs of all layers by name, after their ReLU."""
    outputs = {}
    for name, kind, _ in layers():
        if kind == 'Pooling':
            x = torch.nn.functional.max_pool2d(x, 2, 2)
        else:
            weight, bias = (torch.from_numpy(tensors[f'{name}.{i}']) for i in range(2))
            if kind == 'Convolution':
                x = torch.nn.functional.conv2d(x, weight, bias, padding=1)
            else:
                x = torch.nn.functional.linear(x.flatten(1), weight, bias)
            x = x if name == 'fc8' else torch.relu(x)
        outputs[name] = x
    return outputs


def main():
    tensors = blobs()
    data = caffemodel(tensors)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(data)
    bgr = np.ascontiguousarray(np.asarray(networks.photo(PHOTO))[:, :, ::-1])
    height, width = bgr.shape[:2]
    torch.manual_seed(CROP_SEED)
    places = [[torch.randint(0, size - SIDE, (1,)).item() for size in (height, width)] for _ in range(CROPS)]
    crops = np.stack([bgr[top:top + SIDE, left:left + SIDE].transpose(2, 0, 1) for top, left in places])
    with torch.no_grad():
        outputs = forward(tensors, torch.from_numpy(crops.astype(np.float32)))
    scores = outputs['fc8'][:, 0].numpy()

    net = cv2.dnn.readNetFromCaffe(*(np.frombuffer(text, np.uint8) for text in (prototxt(), data)))
    for crop, score in zip(crops, scores):
        net.setInput(crop[None].astype(np.float32))
        assert abs(net.forward()[0, 0] - score) < 1e-5, (net.forward(), score)

    kept = ['conv1_2', 'conv3_3', 'conv5_3', 'pool5', 'fc6_m', 'fc7_m']
    networks.write('rankiqa/fixture.json', {
        'opencv': cv2.__version__,
        'photo': PHOTO,
        'cropSeed': CROP_SEED,
        'places': [{'top': top, 'left': left} for top, left in places],
        'tensors': {name.removesuffix('_m'): networks.sampled(outputs[name]) for name in kept},
        'scores': [number(score) for score in scores],
        'mean': number(scores.astype(np.float64).mean()),
        'median': number(np.median(scores)),
    })
    print(scores, {name: float(outputs[name].abs().max()) for name in kept}, len(data))


if __name__ == '__main__':
    main()
