"""Writes a model as an ONNX file, for the benchmark's other runtimes.

    python tools/reference/export_onnx.py [MODEL] [SEED]

MODEL is hyperiqa when left out, and the only one so far; SEED is 0. The file is bench/peers/MODEL.onnx. The weights are those of synthetic.py. Input 'crops'
[batch,3,224,224], output 'score' [batch]; the batch is free.
"""
import pathlib
import sys

import torch

import hyperiqa_torch
import synthetic

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main(name='hyperiqa', seed='0'):
    if name != 'hyperiqa':
        sys.exit(f'{name} has no exporter; hyperiqa has.')
    file = ROOT / 'bench' / 'peers' / f'{name}.onnx'
    model = synthetic.fill(hyperiqa_torch.HyperIQA().eval(), int(seed))
    # Tracing two crops, not one: a batch of one would be taken for a constant.
    torch.onnx.export(model, (torch.zeros(2, 3, 224, 224),), str(file), input_names=['crops'], output_names=['score'],
                      dynamic_axes={'crops': {0: 'batch'}, 'score': {0: 'batch'}}, opset_version=17, dynamo=False)
    print('wrote', file)


if __name__ == '__main__':
    main(*sys.argv[1:])
