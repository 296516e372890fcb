"""Holds the backbone in PyTorch against TensorFlow.js on the same weights and crop.

    python tools/train-judge/check_backbone.py DATA FOLDER

FOLDER is where @tensorflow/tfjs is installed; backbone_taps.mjs has the command. The crop is the middle of samples/cat.jpg,
enlarged. Every tap must agree within 1e-4 of its largest magnitude.
"""
import pathlib
import subprocess
import sys

import numpy as np
import torch
from PIL import Image

from shared import BACKBONE, NETWORK_SIDE, ROOT
from backbone import Backbone, network_input, published

BOUND = 1e-4


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data, folder = map(pathlib.Path, sys.argv[1:])
    picture = Image.open(ROOT / 'samples' / 'cat.jpg').convert('RGB').resize((512, 384), Image.BILINEAR)
    crop = np.asarray(picture)[80:80 + NETWORK_SIDE, 144:144 + NETWORK_SIDE]
    (data / 'backbone-crop.u8').write_bytes(crop.tobytes())
    script = pathlib.Path(__file__).with_name('backbone_taps.mjs')
    subprocess.run(['node', script, folder, data], check=True)
    found = np.fromfile(data / 'backbone-taps.f32', np.float32)
    with torch.no_grad():
        taps = Backbone(published(data / BACKBONE / 'model.json')).eval()(network_input(crop[None]))
    worst, begin = 0.0, 0
    for number, tap in enumerate(taps, 1):
        ours = tap[0].permute(1, 2, 0).numpy()
        theirs = found[begin:begin + ours.size].reshape(ours.shape)
        begin += ours.size
        error = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
        print(f'tap {number} {ours.shape}: {error:.1e} of the largest magnitude')
        worst = max(worst, error)
    if begin != len(found) or worst > BOUND:
        raise SystemExit(f'PyTorch and TensorFlow.js are more than {BOUND} apart')


if __name__ == '__main__':
    main()
