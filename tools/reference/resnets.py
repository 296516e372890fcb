"""Narrow ResNets and ResNeXts of torchvision's blocks, for the fixtures of networks with such a backbone."""
import torch
from torch import nn

import synthetic
from torchvision_networks import resnet

Bottleneck = resnet.Bottleneck


def distribution_of(name, shape):
    """The same as resNetDistribution in src/models/backbones/resnet.ts."""
    if len(shape) == 1 and name.endswith('.weight'):
        return synthetic.flat(0.15 if '.bn3.' in name else 0.7, 0.3)
    return synthetic.distribution_of(name, shape)


def children(stem, planes, blocks, groups=1, width_per_group=64):
    """The same layers as `list(resnet.children())[:-2]` of a ResNet with these planes and blocks in each stage."""
    layers = [nn.Conv2d(3, stem, 7, 2, 3, bias=False), nn.BatchNorm2d(stem), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    inputs = stem
    for stage, (width, count) in enumerate(zip(planes, blocks)):
        stage_blocks = []
        for block in range(count):
            stride, outputs = 2 if stage > 0 and block == 0 else 1, 4 * width
            downsample = None
            if stride > 1 or inputs != outputs:
                downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
            stage_blocks.append(Bottleneck(inputs, width, stride, downsample, groups, width_per_group))
            inputs = outputs
        layers.append(nn.Sequential(*stage_blocks))
    return layers


def resnext(planes, blocks):
    """A narrow ResNeXt of four groups, whose blocks are as wide inside as their output, as in ResNeXt-101 32x8d."""
    return nn.Sequential(*children(8, planes, blocks, groups=4, width_per_group=64))


def resnext101():
    """ResNeXt-101 32x8d in full width."""
    return nn.Sequential(*children(64, (64, 128, 256, 512), (3, 4, 23, 3), groups=32, width_per_group=8))
