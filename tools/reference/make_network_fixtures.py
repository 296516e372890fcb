"""Makes test/fixtures/networks: the results of PyTorch and OpenCV for the sample photos, layer by layer.

    python tools/reference/make_network_fixtures.py FOLDER

FOLDER must contain deploy.prototxt and both res10 caffemodels of OpenCV's samples/dnn/face_detector. HyperIQA has the weights of
synthetic.py. The fixtures have 64 values of each named tensor, chosen by `sampled`, and its largest magnitude, and the SHA-256
digest of each input, which detects tests with other pixels.
"""
import hashlib
import json
import pathlib
import platform
import sys

import cv2
import numpy as np
import PIL
import torch
from PIL import Image
from torch import nn

import hyperiqa_torch
import synthetic
from fixture_values import ROOT, number, sampled

OUT = ROOT / 'test' / 'fixtures' / 'networks'
SAMPLES = ROOT / 'samples'

VERSIONS = {'python': platform.python_version(), 'torch': torch.__version__, 'opencv': cv2.__version__,
            'pillow': PIL.__version__, 'numpy': np.__version__}


def write(name, content):
    OUT.mkdir(parents=True, exist_ok=True)
    head = {'madeBy': 'python tools/reference/make_network_fixtures.py FOLDER', 'versions': VERSIONS}
    # Each tensor and each photo has its own line.
    (OUT / name).write_text(lines_of({**head, **content}, 2) + '\n')


def lines_of(value, depth):
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value)
    return '{\n' + ',\n'.join(f'{json.dumps(key)}: {lines_of(part, depth - 1)}' for key, part in value.items()) + '\n}'


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array, np.float32).tobytes()).hexdigest()


# HyperIQA

WEIGHT_SEED = 1
CROP_SEED = 0
CROPS = 2


def demo_crops(path):
    """The crops of the authors' demo.py with torch.manual_seed(CROP_SEED): [N,3,224,224], normalised."""
    pixels = np.asarray(Image.open(path).convert('RGB').resize((384, 512), Image.BILINEAR))
    image = torch.from_numpy(pixels.copy()).permute(2, 0, 1).to(torch.float32).div(255)
    image.sub_(torch.tensor([0.485, 0.456, 0.406])[:, None, None]).div_(torch.tensor([0.229, 0.224, 0.225])[:, None, None])
    torch.manual_seed(CROP_SEED)
    crops = []
    for _ in range(CROPS):
        top, left = torch.randint(0, 289, (1,)).item(), torch.randint(0, 161, (1,)).item()
        crops.append(image[:, top:top + 224, left:left + 224])
    return torch.stack(crops)


def hyperiqa():
    model = synthetic.fill(hyperiqa_torch.HyperIQA().eval(), WEIGHT_SEED)
    seen = {}

    def keep(name):
        def hook(_module, _inputs, output):
            seen[name] = output
        return hook

    model.res.layer1.register_forward_pre_hook(lambda _module, inputs: seen.update({'res.maxpool': inputs[0]}))
    for stage, last in ((1, 2), (2, 3), (3, 5), (4, 2)):
        getattr(model.res, f'layer{stage}').register_forward_hook(keep(f'res.layer{stage}.{last}'))
    model.res.register_forward_hook(lambda _module, _inputs, output: seen.update({'content': output[1]}))
    model.conv1.register_forward_hook(keep('hyper'))
    for layer in (1, 2, 3, 4):
        getattr(model, f'fc{layer}w_conv').register_forward_hook(keep(f'fc{layer}w'))
    model.fc5w_fc.register_forward_hook(keep('fc5w'))

    photo = 'grace-hopper.jpg'
    crops = demo_crops(SAMPLES / photo)
    with torch.no_grad():
        scores = model(crops)
    write('hyperiqa.json', {
        'weightSeed': WEIGHT_SEED, 'cropSeed': CROP_SEED, 'photo': photo, 'inputSha256': sha256(crops),
        'tensors': {name: sampled(tensor.detach()) for name, tensor in seen.items()},
        'scores': [number(score) for score in scores.tolist()],
    })


# A small ResNet

def small_resnet():
    """Two stages of hyperiqa_torch's blocks after a narrow stem, which test the same code with a thousandth of the work."""
    net = nn.Module()
    net.conv1, net.bn1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8)
    net.layer1, net.layer2 = hyperiqa_torch.stage(8, 4, 1, 1), hyperiqa_torch.stage(16, 8, 2, 2)
    synthetic.fill(net.eval(), WEIGHT_SEED)
    x = torch.from_numpy(synthetic.synthetic_values(WEIGHT_SEED, 'input.running_mean', (2, 3, 33, 30)))
    with torch.no_grad():
        first = net.layer1(nn.functional.max_pool2d(torch.relu(net.bn1(net.conv1(x))), 3, 2, 1))
        second = net.layer2(first)
    hashes = {'conv1.weight': sha256(net.conv1.weight.detach()), 'bn1.running_var': sha256(net.bn1.running_var)}
    write('small-resnet.json', {
        'weightSeed': WEIGHT_SEED, 'weightSha256': hashes,
        'tensors': {'layer1.0': sampled(first), 'layer2.1': sampled(second)},
    })


# The face detector

FACE_FILES = {'fp16': 'res10_300x300_ssd_iter_140000_fp16.caffemodel', 'fp32': 'res10_300x300_ssd_iter_140000.caffemodel'}
# Our names of values, and the names of OpenCV's layers that compute them.
FACE_TENSORS = {name: name for name in (
    'data_scale', 'conv1_relu', 'conv1_pool', 'layer_64_1_relu2', 'layer_64_1_sum', 'layer_128_1_sum', 'layer_256_1_relu1',
    'layer_256_1_sum', 'layer_512_1_relu2', 'layer_512_1_sum', 'last_relu', 'conv6_2_relu', 'conv7_2_relu', 'conv8_2_relu',
    'conv9_2_relu', 'conv4_3_norm', 'mbox_conf')} | {'loc': 'mbox_loc', 'conf': 'mbox_conf_softmax'}
FACE_PHOTOS = ('grace-hopper.jpg', 'cat.jpg')
PROBED_PHOTO = FACE_PHOTOS[0]


def face_detector(folder):
    files = {}
    for label, file in FACE_FILES.items():
        net = cv2.dnn.readNetFromCaffe(str(folder / 'deploy.prototxt'), str(folder / file))
        net.enableFusion(False)
        net.enableWinograd(False)
        detections = {}
        for photo in FACE_PHOTOS:
            blob = cv2.dnn.blobFromImage(cv2.imread(str(SAMPLES / photo)), 1.0, (300, 300), (104, 177, 123))
            net.setInput(blob)
            rows = net.forward()[0, 0]
            found = [[number(value) for value in row[2:]] for row in rows if row[2] > 0.1]
            detections[photo] = {'inputSha256': sha256(blob), 'found': found}
            if photo == PROBED_PHOTO:
                tensors = {ours: sampled(net.forward(theirs)) for ours, theirs in FACE_TENSORS.items()}
        files[label] = {'sha256': hashlib.sha256((folder / file).read_bytes()).hexdigest(), 'probedPhoto': PROBED_PHOTO,
                        'tensors': tensors, 'detections': detections}
    write('face-detector.json', files)
    priors = net.forward('mbox_priorbox')[0, 0]
    write('priors.json', {'sum': number(priors.astype(np.float64).sum()), 'priors': sampled(priors)})


if __name__ == '__main__':
    hyperiqa()
    small_resnet()
    face_detector(pathlib.Path(sys.argv[1]))
