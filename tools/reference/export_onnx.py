"""Writes a model as an ONNX file, for the benchmark's other runtimes.

    python tools/reference/export_onnx.py [MODEL] [SEED]

MODEL is hyperiqa when left out, or magface; SEED is 0. The file is bench/peers/MODEL.onnx. The weights are those of
synthetic.py. Input 'crops' [batch,3,side,side], output 'score' [batch]; the batch is free.
"""
import pathlib
import sys

import torch

import face_networks
import hyperiqa_torch
import make_magface_fixture
import synthetic

ROOT = pathlib.Path(__file__).resolve().parents[2]


def hyperiqa(seed):
    return synthetic.fill(hyperiqa_torch.HyperIQA().eval(), seed), 224


class MagFace(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, crops):
        return torch.linalg.vector_norm(self.net(crops), dim=1)


def magface(seed):
    """iResNet-50."""
    return MagFace(face_networks.fill(make_magface_fixture.iresnet50(), seed)).eval(), 112


MODELS = {'hyperiqa': hyperiqa, 'magface': magface}


def main(name='hyperiqa', seed='0'):
    if name not in MODELS:
        sys.exit(f'{name} has no exporter; these have: {", ".join(MODELS)}.')
    file = ROOT / 'bench' / 'peers' / f'{name}.onnx'
    model, side = MODELS[name](int(seed))
    # Tracing two crops, not one: a batch of one would be taken for a constant.
    torch.onnx.export(model, (torch.zeros(2, 3, side, side),), str(file), input_names=['crops'], output_names=['score'],
                      dynamic_axes={'crops': {0: 'batch'}, 'score': {0: 'batch'}}, opset_version=17, dynamo=False)
    print('wrote', file)


if __name__ == '__main__':
    main(*sys.argv[1:])
