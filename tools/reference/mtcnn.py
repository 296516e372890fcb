"""MTCNN's cascade in float64, with the four Caffe networks run by OpenCV's dnn.

Boxes are rows of left, top, right, bottom, where right and bottom are inclusive. A box may extend beyond the photo, where it is
black; the networks' results are relative to the whole box.
"""
import math
import pathlib
import tempfile

import cv2
import numpy as np

import synthetic

PARTS = ('det1', 'det2', 'det3', 'det4')
MOST_CANDIDATES = 4000


def load(prototxts, weights):
    return {part: cv2.dnn.readNetFromCaffe(f'{prototxts}/{part}.prototxt', str(weights[part])) for part in PARTS}


def blobs_of(net):
    """The shapes of each layer's weights as {layer: [shape, ...]}, where slopes and biases are vectors."""
    shapes = {}
    for layer in net.getLayerNames():
        blobs = [tuple(blob.shape) for blob in net.getLayer(layer).blobs]
        if blobs:
            is_slope = layer.lower().startswith('prelu')
            shapes[layer] = [(math.prod(s),) if is_slope or i == 1 else s for i, s in enumerate(blobs)]
    return shapes


def field(number, payload):
    """A length-delimited field of protocol buffers."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def varint(value):
    out = b''
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def seeded_values(seed, name, shape):
    """Synthetic values with the distribution of src/models/mtcnn/code.ts: boxes move little, and points are near the centre."""
    bits = synthetic.hash_indices(synthetic.hash_text(f'{seed}/{name}'), math.prod(shape))
    bell = lambda variance, offset=0.0: (
        (bits.view(np.uint8).reshape(-1, 4).sum(axis=1, dtype=np.int32) - 510).astype(np.float32)
        * synthetic.bell(variance)[1]
        + np.float32(offset)
    ).reshape(shape)
    layer = name.split('.')[1]
    is_place = layer == 'conv6-3' or layer.startswith('fc5')
    if is_place or layer == 'conv6-2' or name.startswith(('det1.conv4-2', 'det2.conv5-2')):
        return bell(0.02 / math.prod(shape[1:])) if len(shape) > 1 else bell(0.001, 0.5 if is_place else 0)
    return synthetic.synthetic_values(seed, name, shape)


def write_seeded(prototxts, originals, folder, seed):
    """Writes caffemodels of the same layers with synthetic weights, and returns {part: path}."""
    types = {1: b'PReLU', 2: b'InnerProduct', 4: b'Convolution'}
    written = {}
    for part, net in load(prototxts, originals).items():
        model = b''
        for layer, shapes in blobs_of(net).items():
            record = field(1, layer.encode()) + field(2, types[1 if len(shapes) == 1 else len(shapes[0])])
            for i, shape in enumerate(shapes):
                values = seeded_values(seed, f'{part}.{layer}.{i}', shape)
                dims = b''.join(varint(size) for size in shape)
                record += field(7, field(7, field(1, dims)) + field(5, values.astype('<f4').tobytes()))
            model += field(100, record)
        written[part] = pathlib.Path(folder) / f'{part}.caffemodel'
        written[part].write_bytes(model)
    return written


def forward(net, blob, outputs):
    """The named outputs for a blob [N,C,W,H]; width and height are exchanged, as in the networks' training."""
    net.setInput(np.ascontiguousarray(blob, dtype=np.float32))
    return net.forward(list(outputs))


def taps(length, side):
    place = np.clip((np.arange(side) + 0.5) * (length / side) - 0.5, 0, length - 1)
    near = np.floor(place).astype(int)
    return near, np.minimum(near + 1, length - 1), place - near


def resized(photo, width, height):
    """Resizes a photo [H,W,3] to [3,width,height] in -1..1, bilinearly with pixel centres and without rounding."""
    left, right, across = taps(photo.shape[1], width)
    above, below, down = taps(photo.shape[0], height)
    photo = photo.astype(np.float64)
    mixed = lambda rows: photo[rows][:, left] * (1 - across)[None, :, None] + photo[rows][:, right] * across[None, :, None]
    values = mixed(above) * (1 - down)[:, None, None] + mixed(below) * down[:, None, None]
    return ((values - 127.5) / 128).transpose(2, 1, 0)


def crop(photo, box, side):
    left, top, right, bottom = (int(value) for value in box)
    out = np.zeros((bottom - top + 1, right - left + 1, 3))
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(right + 1, photo.shape[1]), min(bottom + 1, photo.shape[0])
    if x1 > x0 and y1 > y0:
        out[y0 - top:y1 - top, x0 - left:x1 - left] = photo[y0:y1, x0:x1]
    return resized(out, side, side)


def sizes(boxes):
    return boxes[:, 2] - boxes[:, 0] + 1, boxes[:, 3] - boxes[:, 1] + 1


def suppress(boxes, confidences, threshold, of):
    """The rows that non-maximum suppression keeps, the most confident first."""
    order = np.argsort(-confidences, kind='stable')[:MOST_CANDIDATES]
    width, height = sizes(boxes)
    area = width * height
    kept = []
    while len(order):
        first, rest = order[0], order[1:]
        kept.append(first)
        w = np.minimum(boxes[first, 2], boxes[rest, 2]) - np.maximum(boxes[first, 0], boxes[rest, 0]) + 1
        h = np.minimum(boxes[first, 3], boxes[rest, 3]) - np.maximum(boxes[first, 1], boxes[rest, 1]) + 1
        common = np.maximum(w, 0) * np.maximum(h, 0)
        whole = np.minimum(area[first], area[rest]) if of == 'smaller' else area[first] + area[rest] - common
        order = rest[common / whole <= threshold]
    return kept


def moved(boxes, moves):
    width, height = sizes(boxes)
    return boxes + moves * np.stack([width, height, width, height], 1)


def squared(boxes):
    boxes = boxes[(np.stack(sizes(boxes)) >= 1).all(axis=0)]
    width, height = sizes(boxes)
    side = np.maximum(width, height)
    left, top = boxes[:, 0] + width * 0.5 - side * 0.5, boxes[:, 1] + height * 0.5 - side * 0.5
    return np.round(np.stack([left, top, left + side - 1, top + side - 1], 1))


def level_scales(photo, least_face):
    scales, shorter = [], min(photo.shape[:2]) * 12 / least_face
    while shorter > 12:
        scales.append(12 / least_face * 0.709 ** len(scales))
        shorter *= 0.709
    return scales


def propose(nets, photo, scale):
    """The confidences [rows,columns] and the moves [4,rows,columns] of all positions at one scale."""
    height, width = (math.ceil(size * scale) for size in photo.shape[:2])
    face, moves = forward(nets['det1'], resized(photo, width, height)[None], ('prob1', 'conv4-2'))
    return face[0, 1].T, moves[0].transpose(0, 2, 1)


def detect(nets, photo, least_face, thresholds):
    """The confidences [N], boxes [N,4] and points [N,5,2] of the faces in an RGB photo [H,W,3]."""
    nothing = np.zeros(0), np.zeros((0, 4)), np.zeros((0, 5, 2))
    found = []
    for scale in level_scales(photo, least_face):
        face, moves = propose(nets, photo, scale)
        y, x = np.where(face > thresholds[0])
        places = np.stack([x, y, x, y], 1) * 2 + 1 + np.array([0, 0, 12, 12])
        boxes, confidences = np.round(places / scale), face[y, x].astype(np.float64)
        kept = suppress(boxes, confidences, 0.5, 'union')
        found.append(np.concatenate([boxes, moves[:, y, x].T, confidences[:, None]], 1)[kept])
    found = np.concatenate(found)
    found = found[suppress(found[:, :4], found[:, 8], 0.7, 'union')]
    boxes = squared(moved(found[:, :4], found[:, 4:8]))
    if not len(boxes):
        return nothing

    blob = np.stack([crop(photo, box, 24) for box in boxes])
    face, moves = forward(nets['det2'], blob, ('prob1', 'conv5-2'))
    passed = np.where(face[:, 1] > thresholds[1])[0]
    boxes, confidences, moves = boxes[passed], face[passed, 1].astype(np.float64), moves[passed]
    kept = suppress(boxes, confidences, 0.7, 'union')
    boxes = squared(moved(boxes[kept], moves[kept]))
    if not len(boxes):
        return nothing

    blob = np.stack([crop(photo, box, 48) for box in boxes])
    face, moves, places = forward(nets['det3'], blob, ('prob1', 'conv6-2', 'conv6-3'))
    passed = np.where(face[:, 1] > thresholds[2])[0]
    boxes, confidences, moves, places = boxes[passed], face[passed, 1].astype(np.float64), moves[passed], places[passed]
    width, height = sizes(boxes)
    points = np.stack(
        [boxes[:, :1] + width[:, None] * places[:, :5], boxes[:, 1:2] + height[:, None] * places[:, 5:]], 2
    )
    boxes = moved(boxes, moves)
    kept = suppress(boxes, confidences, 0.7, 'smaller')
    boxes, confidences, points = boxes[kept], confidences[kept], points[kept]
    if not len(boxes):
        return nothing

    sides = np.round(np.max(sizes(boxes), axis=0) * 0.25)
    sides += sides % 2
    corners = np.round(points - sides[:, None, None] / 2)
    blob = np.stack([
        np.concatenate([crop(photo, (x, y, x + side - 1, y + side - 1), 24) for x, y in face])
        for face, side in zip(corners, sides)
    ])
    places = np.stack(forward(nets['det4'], blob, [f'fc5_{i + 1}' for i in range(5)]), 1).astype(np.float64)
    far = np.abs(places - 0.5).max(axis=2) > 0.35
    places[far] = 0.5
    return confidences, boxes, corners + places * sides[:, None, None]


def seeded(prototxts, originals, seed):
    with tempfile.TemporaryDirectory() as folder:
        return load(prototxts, write_seeded(prototxts, originals, folder, seed))
