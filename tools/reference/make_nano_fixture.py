"""Makes test/fixtures/networks/nano.json: PyTorch's results with weights/hyperiqa-nano.safetensors, layer by layer.

    python tools/reference/make_nano_fixture.py

The network is that of tools/train/network.py; the photo, the crops and the stored values of tensors are as in
make_network_fixtures.py. The fixture also has the mean score of the demo protocol's ten crops for every sample photo.
"""
import hashlib
import sys

import torch

import make_network_fixtures as networks

sys.path.append(str(networks.ROOT / 'tools' / 'train'))
import export  # noqa: E402

PHOTO = 'grace-hopper.jpg'
CROPS_OF_MEAN = 10


def main():
    model = export.loaded()
    seen = {}

    def keep(name, take=lambda output: output):
        def hook(_module, _inputs, output):
            seen[name] = take(output)
        return hook

    model.res.layer1.register_forward_pre_hook(lambda _module, inputs: seen.update({'res.maxpool': inputs[0]}))
    for stage in (1, 2, 3, 4):
        layer = getattr(model.res, f'layer{stage}')
        layer.register_forward_hook(keep(f'res.layer{stage}.{len(layer) - 1}'))
    model.res.register_forward_hook(keep('content', lambda output: output[1]))
    model.conv1.register_forward_hook(keep('hyper'))
    for layer in (1, 2, 3, 4):
        getattr(model, f'fc{layer}w_conv').register_forward_hook(keep(f'fc{layer}w'))
    model.fc5w_fc.register_forward_hook(keep('fc5w'))

    means = {}
    with torch.no_grad():
        crops = networks.demo_crops(networks.SAMPLES / PHOTO)
        scores = model(crops)
        tensors = {name: networks.sampled(tensor) for name, tensor in seen.items()}
        networks.CROPS = CROPS_OF_MEAN
        for photo in sorted(networks.SAMPLES.glob('*.jpg')):
            means[photo.name] = networks.number(float(model(networks.demo_crops(photo)).mean()))
    content = {
        'madeBy': 'python tools/reference/make_nano_fixture.py', 'versions': networks.VERSIONS,
        'weightsSha256': hashlib.sha256(export.PATH.read_bytes()).hexdigest(), 'cropSeed': networks.CROP_SEED,
        'photo': PHOTO, 'inputSha256': networks.sha256(crops), 'tensors': tensors,
        'scores': [networks.number(score) for score in scores.tolist()], 'tenCropScores': means,
    }
    (networks.OUT / 'nano.json').write_text(networks.lines_of(content, 2) + '\n')
    print(means)


if __name__ == '__main__':
    main()
