"""Writes HyperIQA as an ONNX file, for the benchmark's other runtimes.

    python tools/reference/export_onnx.py [FILE] [SEED]

FILE is bench/peers/hyperiqa.onnx when left out, SEED 0. The weights are those of synthetic.py. Input 'crops'
[batch,3,224,224], output 'score' [batch]; the batch is free.
"""
import pathlib
import sys

import torch

import hyperiqa_torch
import synthetic

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main(file=ROOT / 'bench' / 'peers' / 'hyperiqa.onnx', seed='0'):
    model = synthetic.fill(hyperiqa_torch.HyperIQA().eval(), int(seed))
    # Tracing two crops, not one: a batch of one would be taken for a constant.
    torch.onnx.export(model, (torch.zeros(2, 3, 224, 224),), str(file), input_names=['crops'], output_names=['score'],
                      dynamic_axes={'crops': {0: 'batch'}, 'score': {0: 'batch'}}, opset_version=17, dynamo=False)
    print('wrote', file)


if __name__ == '__main__':
    main(*sys.argv[1:])
