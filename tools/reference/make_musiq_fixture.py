"""Makes pyiqa.json, pyiqa-ava.json and google.json in test/models/musiq: MUSIQ with synthetic weights in PyTorch on crops of a
sample photo.

    python tools/reference/make_musiq_fixture.py

The network is reimplemented from https://github.com/chaofengc/IQA-PyTorch (musiq_arch.py) with its names, half of its first
widths, an eighth of its tokens' width and two of its fourteen blocks, all of which the program reads from the file. As there, the
patches of the reduced scales are padded with masked zeros, which the program leaves out. `google` differs by the standard
deviation, GELU, masking and resize of https://github.com/google-research/google-research (musiq); its file has flax's names,
which the test derives from these. Made with torch 2.13.0.
"""
import math

import numpy as np
import torch
from torch.nn import functional

import photo_networks as networks
import synthetic

SEED, PHOTO = 11, 'cat.jpg'
BOXES = {'pyiqa': (150, 60, 251, 83), 'pyiqa-ava': (150, 60, 172, 165), 'google': (150, 60, 245, 84)}
ROOT_WIDTH, UNIT_WIDTH, WIDTH, HIDDEN, HEADS, BLOCKS, SIDE, CELLS = 32, 64, 48, 144, 6, 2, 32, 10


def distribution_of(name, shape):
    """The same as distributionOf in src/models/musiq/code.ts."""
    if len(shape) == 1 and name.endswith('.weight'):
        return synthetic.flat(0.5, 1)
    if len(shape) == 2:
        return synthetic.bell(1 / shape[1])
    return synthetic.distribution_of(name, shape)


def same(x, side, stride, value=0.0):
    """Pads x as TensorFlow's SAME does."""
    sides = []
    for size in (x.shape[3], x.shape[2]):
        total = max(0, (math.ceil(size / stride) - 1) * stride + side - size)
        sides += [total // 2, total - total // 2]
    return functional.pad(x, sides, value=value)


class StdConv(torch.nn.Conv2d):
    unbiased = True

    def forward(self, x):
        mean = self.weight.mean((1, 2, 3), keepdim=True)
        deviation = self.weight.std((1, 2, 3), keepdim=True, unbiased=self.unbiased)
        x = same(x, self.kernel_size[0], self.stride[0])
        return functional.conv2d(x, (self.weight - mean) / (deviation + 1e-5), None, self.stride)


def std_conv(inputs, outputs, side, stride=1):
    return StdConv(inputs, outputs, side, stride, bias=False)


class Unit(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.gn1 = std_conv(ROOT_WIDTH, ROOT_WIDTH, 1), torch.nn.GroupNorm(32, ROOT_WIDTH, 1e-4)
        self.conv2, self.gn2 = std_conv(ROOT_WIDTH, ROOT_WIDTH, 3), torch.nn.GroupNorm(32, ROOT_WIDTH, 1e-4)
        self.conv3, self.gn3 = std_conv(ROOT_WIDTH, UNIT_WIDTH, 1), torch.nn.GroupNorm(32, UNIT_WIDTH, 1e-4)
        self.conv_proj, self.gn_proj = std_conv(ROOT_WIDTH, UNIT_WIDTH, 1), torch.nn.GroupNorm(32, UNIT_WIDTH, 1e-4)

    def forward(self, x):
        y = torch.relu(self.gn1(self.conv1(x)))
        y = torch.relu(self.gn2(self.conv2(y)))
        return torch.relu(self.gn3(self.conv3(y)) + self.gn_proj(self.conv_proj(x)))


class Attention(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for part in ('query', 'key', 'value', 'out'):
            setattr(self, part, torch.nn.Linear(WIDTH, WIDTH))

    def forward(self, x, mask):
        split = lambda y: y.unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)
        scores = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) / math.sqrt(WIDTH // HEADS)
        both = mask[:, None, :, None] & mask[:, None, None, :]
        weights = scores.masked_fill(~both, self.masked).softmax(-1)
        return self.out((weights @ split(self.value(x))).transpose(1, 2).flatten(2))


class Mlp(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = torch.nn.Linear(WIDTH, HIDDEN), torch.nn.Linear(HIDDEN, WIDTH)

    def forward(self, x):
        return self.fc2(functional.gelu(self.fc1(x), approximate=self.gelu))


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.attention = torch.nn.LayerNorm(WIDTH, 1e-6), Attention()
        self.norm2, self.mlp = torch.nn.LayerNorm(WIDTH, 1e-6), Mlp()

    def forward(self, x, mask):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.mlp(self.norm2(x))


class Positions(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.position_emb = torch.nn.Parameter(torch.zeros(1, CELLS * CELLS, WIDTH))


class Scales(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.scale_emb = torch.nn.Parameter(torch.zeros(3, WIDTH))


class Encoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.posembed_input, self.scaleembed_input = Positions(), Scales()
        self.cls = torch.nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.encoder_norm = torch.nn.LayerNorm(WIDTH, 1e-6)
        self.transformer = torch.nn.ModuleDict({f'encoderblock_{i}': Block() for i in range(BLOCKS)})

    def forward(self, x, positions, scales, mask):
        x = x + self.posembed_input.position_emb[0][positions] + self.scaleembed_input.scale_emb[scales]
        x = torch.cat([self.cls, x], 1)
        mask = torch.cat([torch.ones(1, 1, dtype=torch.bool), mask], 1)
        tokens = []
        for block in self.transformer.values():
            tokens.append(block(tokens[-1] if tokens else x, mask))
        return tokens


class Musiq(torch.nn.Module):
    """pyiqa's MUSIQ or, with `google`, one with the standard deviation, GELU, masking and resize of Google's code."""

    def __init__(self, outputs, google=False):
        super().__init__()
        self.google = google
        self.conv_root, self.gn_root = std_conv(3, ROOT_WIDTH, 7, 2), torch.nn.GroupNorm(32, ROOT_WIDTH, 1e-6)
        self.block1 = Unit()
        self.embedding = torch.nn.Linear(64 * UNIT_WIDTH, WIDTH)
        self.transformer_encoder = Encoder()
        head = torch.nn.Linear(WIDTH, outputs)
        self.head = head if outputs == 1 or google else torch.nn.Sequential(head)
        for module in self.modules():
            if isinstance(module, StdConv):
                module.unbiased = not google
            module.masked = -1e10 if google else -1e3
            module.gelu = 'tanh' if google else 'none'

    def vectors(self, patches):
        x = torch.relu(self.gn_root(self.conv_root(patches)))
        x = self.block1(functional.max_pool2d(same(x, 3, 2), 3, 2))
        return self.embedding(x.permute(0, 2, 3, 1).flatten(1))

    def tensors(self, photo):
        patches, positions, scales, mask = patches_of(photo, gaussian if self.google else cubic)
        vectors = self.vectors(patches)
        tokens = self.transformer_encoder(vectors[None], positions, scales, mask[None])
        votes = self.head(self.transformer_encoder.encoder_norm(tokens[-1][:, 0]))
        kept = torch.cat([torch.ones(1, dtype=torch.bool), mask])
        tensors = {'vectors': vectors[mask], 'patches': patches[mask], 'tokens': tokens[0][0][kept]}
        if votes.shape[1] == 1:
            return {**tensors, 'score': votes}
        return {**tensors, 'distribution': votes.softmax(-1)}


def cubic(photo, height, width):
    return functional.interpolate(photo, (height, width), mode='bicubic', align_corners=False)


def gaussian(photo, height, width):
    """tf.image.resize with ResizeMethod.GAUSSIAN and without antialias, with the weights of scale_and_translate_op.cc."""
    def matrix(size, output):
        centres = (torch.arange(output, dtype=torch.float64) + 0.5) * size / output
        apart = (torch.arange(size, dtype=torch.float64) + 0.5 - centres[:, None]).abs()
        weights = torch.exp(-apart**2 / (2 * 0.25)) * (apart < 1.5)
        return (weights / weights.sum(1, keepdim=True)).float()

    down, across = matrix(photo.shape[2], height), matrix(photo.shape[3], width)
    return torch.einsum('yh,nchw,xw->ncyx', down, photo, across)


def patches_of(photo, resize):
    """Patches [P,3,32,32], and for each its cell in the grid, its scale, and whether it is a patch and not padding."""
    height, width = photo.shape[2:]
    patches, positions, scales, masks = [], [], [], []
    for number, longer in enumerate([224, 384, None]):
        picture, room = photo, 0
        if longer is not None:
            ratio = longer / max(height, width)
            picture, room = resize(photo, round(height * ratio), round(width * ratio)), math.ceil(longer / SIDE) ** 2
        squares = functional.unfold(same(picture, SIDE, SIDE), SIDE, stride=SIDE)[0].T.reshape(-1, 3, SIDE, SIDE)
        rows, columns = (math.ceil(size / SIDE) for size in picture.shape[2:])
        cells = torch.arange(CELLS).float()[None, None]
        along = lambda count: functional.interpolate(cells, count, mode='nearest')[0, 0].long()
        grid = (along(rows)[:, None] * CELLS + along(columns)).flatten()
        rest = max(0, room - len(squares))
        patches += [squares, torch.zeros(rest, 3, SIDE, SIDE)]
        positions += [grid, torch.zeros(rest, dtype=torch.long)]
        scales.append(torch.full((len(squares) + rest,), number))
        scales[-1][len(squares):] = 0
        masks += [torch.ones(len(squares), dtype=torch.bool), torch.zeros(rest, dtype=torch.bool)]
    return torch.cat(patches), torch.cat(positions), torch.cat(scales), torch.cat(masks)


def photo_tensor(box):
    pixels = np.asarray(networks.photo(PHOTO, box))
    return (networks.planes(pixels) / 255 - 0.5) * 2


def main():
    for name, outputs in {'pyiqa': 1, 'pyiqa-ava': 10, 'google': 10}.items():
        model = synthetic.fill(Musiq(outputs, name == 'google').eval(), SEED, distribution_of)
        with torch.no_grad():
            tensors = model.tensors(photo_tensor(BOXES[name]))
        networks.write(f'musiq/{name}.json', {
            'photo': PHOTO, 'box': BOXES[name], 'seed': SEED, 'shapes': networks.shapes_of(model),
            'tensors': {key: networks.sampled(tensor) for key, tensor in tensors.items()},
        })


if __name__ == '__main__':
    main()
