"""dlib's face recognition network in PyTorch, with the weights of face-api.js, a TensorFlow.js manifest and its values."""
import json

import numpy as np
import torch
import torch.nn.functional as F

BLOCKS = ['conv32_1', 'conv32_2', 'conv32_3', 'conv64_down', 'conv64_1', 'conv64_2', 'conv64_3', 'conv128_down', 'conv128_1',
          'conv128_2', 'conv256_down', 'conv256_1', 'conv256_2', 'conv256_down_out']
READ = ['conv32_3', 'conv64_3', 'conv128_2', 'conv256_2']
"""The blocks whose maps the head reads, as in src/models/face-recognisability/network.ts."""


def read_weights(path):
    """Tensors by their names in the manifest. Quantised bytes are converted in double precision and rounded once."""
    with open(f'{path}-weights_manifest.json') as file:
        group, = json.load(file)
    with open(f'{path}.bin', 'rb') as file:
        data = file.read()
    tensors, offset = {}, 0
    for entry in group['weights']:
        count = int(np.prod(entry['shape']))
        levels = entry.get('quantization')
        if levels is None:
            values = np.frombuffer(data, '<f4', count, offset)
            offset += 4 * count
        else:
            values = np.frombuffer(data, np.uint8, count, offset) * levels['scale'] + levels['min']
            offset += count
        tensors[entry['name']] = torch.from_numpy(values.astype(np.float32).reshape(entry['shape']))
    return tensors


class Recognition:
    def __init__(self, path):
        self.weights = read_weights(path)

    def conv(self, x, name, stride, padding):
        kernel = self.weights[f'{name}/conv/filters'].permute(3, 2, 0, 1)
        y = F.conv2d(x, kernel, self.weights[f'{name}/conv/bias'], stride, padding)
        scale, shift = self.weights[f'{name}/scale/weights'], self.weights[f'{name}/scale/biases']
        return y * scale[:, None, None] + shift[:, None, None]

    def block(self, x, name):
        halves = 'down' in name
        y = F.relu(self.conv(x, f'{name}/conv1', 2 if halves else 1, 0 if halves else 1))
        y = self.conv(y, f'{name}/conv2', 1, 1)
        if halves:
            x = F.avg_pool2d(x, 2)
            y = F.pad(y, (0, x.shape[3] - y.shape[3], 0, x.shape[2] - y.shape[2]))
            x = F.pad(x, (0, 0, 0, 0, 0, y.shape[1] - x.shape[1]))
        return F.relu(x + y)

    @torch.no_grad()
    def __call__(self, faces):
        """For faces [N,3,150,150]: the head's input [N,960], features [N,256] and descriptors [N,128]."""
        x = F.max_pool2d(F.relu(self.conv(faces, 'conv32_down', 2, 0)), 3, 2)
        means, deviations = [], []
        for name in BLOCKS:
            x = self.block(x, name)
            if name in READ:
                means.append(x.mean((2, 3)))
                deviations.append(x.std((2, 3), unbiased=False))
        features = x.mean((2, 3))
        return torch.cat(means + deviations, 1), features, features @ self.weights['fc']
