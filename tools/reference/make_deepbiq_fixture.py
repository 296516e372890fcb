"""Makes test/models/deepbiq: DeepBIQ's files with seeded weights, and the results of PyTorch and scikit-learn for three photos.

    python tools/reference/make_deepbiq_fixture.py

The network is reimplemented from https://github.com/zhl2007/pytorch-image-quality-param-ctrl (deepbiq) with narrower layers,
whose widths the program reads from the files; in full widths torchvision's AlexNet must give the same output. The files are
those of the original code: checkpoint.pth.tar in PyTorch's old container with SGD's momentum, and joblib's files of the scaler
and the regression, which tools/convert/scikit_svr.py converts to svr.npz. Made with torch 2.13.0, scikit-learn 1.9.1 and
joblib 1.6.0.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import joblib
import numpy as np
import sklearn
import torch
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

import photo_networks as networks
import synthetic
from fixture_values import number
from torchvision_networks import alexnet

SEED, SIDE, PER_SIDE, DIVISOR, HIDDEN = 14, 224, 5, 32, 16
FOLDER = networks.ROOT / 'test' / 'models' / 'deepbiq'
# Photos and the boxes cut from them; one side of the last is shorter than a crop's.
PHOTOS = [('cat.jpg', None), ('coffee-compressed.jpg', None), ('grace-hopper.jpg', (90, 40, 291, 383))]


class AlexNet(torch.nn.Module):
    """AlexNet with torchvision's indices. As in the original code, it has five classes, and only `features` is DataParallel."""

    def __init__(self, divisor=1, hidden=4096, classes=5):
        super().__init__()
        wide, outputs = [64 // divisor, 192 // divisor, 384 // divisor, 256 // divisor], 256 // divisor
        relu, pool = torch.nn.ReLU, lambda: torch.nn.MaxPool2d(3, 2)
        self.features = torch.nn.DataParallel(torch.nn.Sequential(
            torch.nn.Conv2d(3, wide[0], 11, 4, 2), relu(), pool(),
            torch.nn.Conv2d(wide[0], wide[1], 5, padding=2), relu(), pool(),
            torch.nn.Conv2d(wide[1], wide[2], 3, padding=1), relu(),
            torch.nn.Conv2d(wide[2], wide[3], 3, padding=1), relu(),
            torch.nn.Conv2d(wide[3], outputs, 3, padding=1), relu(), pool(),
        ))
        self.classifier = torch.nn.Sequential(
            torch.nn.Dropout(), torch.nn.Linear(outputs * 36, hidden), relu(),
            torch.nn.Dropout(), torch.nn.Linear(hidden, hidden), relu(),
            torch.nn.Linear(hidden, classes),
        )

    def forward(self, x, last=None):
        return self.classifier[:last](self.features(x).flatten(1))


def boxes(width, height):
    """The boxes of 5x5 crops row by row, a fifth of the free space apart, in floating-point numbers that Pillow rounds."""
    places = lambda size: [0 + i * ((size - SIDE) / PER_SIDE) for i in range(PER_SIDE)]
    return [(left, top, left + SIDE, top + SIDE) for top in places(height) for left in places(width)]


def crops_of(picture):
    return torch.cat([networks.normalised(picture.crop(box)) for box in boxes(*picture.size)])


def tensors_of(net, crops):
    """Outputs after ReLU and pooling by the program's names; the features without further steps."""
    tensors, x = {}, crops
    for name, layer in net.features.module.named_children():
        x = layer(x)
        tensors[name] = x
    kept = {f'features.{place}': tensors[str(after)] for place, after in [(0, 1), (2, 2), (3, 4), (6, 7), (8, 9), (12, 12)]}
    return {**kept, 'classifier.1': net.classifier[:3](x.flatten(1)), 'features': net(crops, -2)}


def training(net):
    """Training data of scaler and regression: features of crops of the photos, and random ratings."""
    draw = np.random.default_rng(SEED)
    rows = []
    for index in range(60):
        picture = networks.photo(PHOTOS[index % 3][0])
        width, height = (int(draw.integers(SIDE, size + 1)) for size in picture.size)
        left, top = (int(draw.integers(0, room + 1)) for room in (picture.width - width, picture.height - height))
        part = picture.crop((left, top, left + width, top + height))
        if index % 2:
            part = part.resize((width // 4, height // 4)).resize((width, height))
        rows.append(net(crops_of(part), -2).numpy().mean(axis=0))
    return np.stack(rows).astype(np.float64), draw.uniform(5, 95, len(rows))


def require_torchvision_agrees():
    original, ours = alexnet(weights=None).eval(), AlexNet(classes=1000).eval()
    ours.load_state_dict({name.replace('features.', 'features.module.'): value for name, value in original.state_dict().items()})
    x = torch.from_numpy(synthetic.synthetic_values(SEED, 'x', (1, 3, SIDE, SIDE)))
    assert (original(x) - ours(x)).abs().max() < 1e-6


def save_checkpoint(net):
    """Saves a checkpoint after a step of SGD as the original main.py does with PyTorch 0.3."""
    optimizer = torch.optim.SGD(net.parameters(), 0.0, momentum=0.9)
    with torch.enable_grad():
        net(torch.ones(1, 3, SIDE, SIDE)).sum().backward()
    optimizer.step()
    state = {'epoch': 300, 'state_dict': net.state_dict(), 'best_prec1': torch.tensor(61.5), 'optimizer': optimizer.state_dict()}
    torch.save(state, FOLDER / 'checkpoint.pth.tar', _use_new_zipfile_serialization=False)


def save_regression(scaler, regression):
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ('svr_process.pkl', 'svr_mode.pkl')]
        for model, file in zip((scaler, regression), files):
            joblib.dump(model, file)
        script = networks.ROOT / 'tools' / 'convert' / 'scikit_svr.py'
        subprocess.run([sys.executable, script, *files, FOLDER / 'svr.npz'], check=True)
    arrays = np.load(FOLDER / 'svr.npz')
    for name, values in [('svr.support_vectors', regression.support_vectors_), ('svr.dual_coef', regression.dual_coef_[0]),
                         ('scaler.mean', scaler.mean_), ('scaler.scale', scaler.scale_)]:
        assert np.array_equal(arrays[name], values), name


def judged(net, scaler, regression, name, box):
    crops = crops_of(networks.photo(name, box))
    tensors = tensors_of(net, crops)
    features = tensors.pop('features').numpy().astype(np.float64)
    standardised = scaler.transform(features)
    scores = regression.predict(standardised)
    photo = regression.predict(scaler.transform(features.mean(axis=0, keepdims=True)))[0]
    print(name, photo, scores.min(), scores.max())
    tensors = {**tensors, 'scaler': torch.from_numpy(standardised)}
    return {
        'photo': name, 'box': box, 'value': number(photo), 'scores': [number(score) for score in scores],
        'tensors': {key: networks.sampled(value) for key, value in tensors.items()},
    }


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.set_grad_enabled(False)
    require_torchvision_agrees()
    net = synthetic.fill(AlexNet(DIVISOR, HIDDEN).eval(), SEED)
    save_checkpoint(net)
    features, ratings = training(net)
    scaler = StandardScaler().fit(features)
    regression = SVR(kernel='rbf', C=100, gamma=0.02, epsilon=1).fit(scaler.transform(features), ratings)
    save_regression(scaler, regression)
    results = [judged(net, scaler, regression, name, box) for name, box in PHOTOS]
    # The tensors of only one photo are stored.
    for result in results[1:]:
        del result['tensors']
    networks.write('deepbiq/fixture.json', {'scikit-learn': sklearn.__version__, 'photos': results})


if __name__ == '__main__':
    main()
