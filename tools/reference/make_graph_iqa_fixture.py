"""Makes test/models/resnets/graph-iqa.json: GraphIQA with seeded weights in PyTorch on crops of a sample photo.

    pip install torch==2.13.0 torchvision==0.29.1
    python tools/reference/make_graph_iqa_fixture.py

The network is reimplemented from https://github.com/geekyutao/GraphIQA (models/networks.py, models/modules.py,
utils/dgreg_utils.py) around torchvision's blocks, including its graph of nodes and edges. Each crop is a separate batch, and the
noise of torch.randn is replaced by 0.
"""
import torch
from torch import nn
from torch.nn import functional

import photo_networks as networks
import resnets
import synthetic

SEED, PHOTO, SIZE, SIDE, CROPS = 33, 'cat.jpg', (384, 512), 224, 2
EDGES = 16


def distribution_of(name, shape):
    """The same as distributionOf in src/models/graph-iqa/code.ts."""
    if name == 'hyperpredmos.fc.2.bias':
        return synthetic.bell(0.01, 50)
    return resnets.distribution_of(name, shape)


class Convolutions(nn.Module):
    """Graph convolutions: each layer first mixes the nodes by the normalised adjacency matrix."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.W1, self.W2 = nn.Linear(inputs, inputs // 2, bias=False), nn.Linear(inputs // 2, inputs // 4, bias=False)
        self.W3 = nn.Linear(inputs // 4, outputs, bias=False)

    def forward(self, x, adjacency):
        x = torch.relu(self.W1(adjacency @ x))
        return self.W3(adjacency @ torch.relu(self.W2(adjacency @ x)))


class Holder(nn.Module):
    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)


def moments(inputs):
    return Holder(fc=nn.Sequential(nn.Linear(inputs, inputs // 2), nn.ReLU(), nn.Linear(inputs // 2, 2)))


class GraphIqa(nn.Module):
    def __init__(self, features, width):
        super().__init__()
        self.extractor = Holder(feature_extractor=features)
        nodes = nn.Sequential(*[layer for _ in range(3) for layer in (nn.Linear(width, width), nn.ReLU())][:-1])
        self.domainlevelgraph = Holder(
            gcn_v=Holder(gcn=Convolutions(width, width), fc=nodes), gcn_e=Holder(gcn=Convolutions(width, EDGES)),
            hyperpred=moments(width + EDGES), domain_learner=Holder(gcn=Convolutions(width, 24)),
        )
        self.predictor = nn.Sequential(nn.Linear(width, 8), nn.ReLU(), nn.Linear(8, 1))
        self.hyperpredmos = moments(width + EDGES)
        self.classifier = nn.Linear(24, 25)

    def forward(self, crops):
        graph = self.domainlevelgraph
        x = self.extractor.feature_extractor(crops).mean((2, 3))
        count = len(x)
        node = graph.gcn_v.fc(x)
        directions = functional.normalize(x)
        pairs = (directions[:, None] * directions[None]).reshape(count * count, -1)
        alike = functional.normalize(pairs)
        adjacency = alike @ alike.T + torch.eye(len(pairs))
        degrees = torch.diag(adjacency.sum(-1) ** -0.5)
        edge = graph.gcn_e.gcn(pairs, degrees @ adjacency @ degrees)
        own = edge.reshape(count, count, -1)[torch.arange(count), torch.arange(count)]
        mean, _scale = self.hyperpredmos.fc(torch.cat((node, own), 1)).split(1, 1)
        return {'domainlevelgraph.gcn_v.fc.4': node, 'domainlevelgraph.gcn_e.gcn.W3': own, 'score': mean}


def crops():
    """The crops of torchvision's RandomCrop after torch.manual_seed(0)."""
    photo = networks.photo(PHOTO).resize(SIZE, networks.Image.BILINEAR)
    torch.manual_seed(0)
    for _ in range(CROPS):
        top = torch.randint(0, SIZE[1] - SIDE + 1, ()).item()
        left = torch.randint(0, SIZE[0] - SIDE + 1, ()).item()
        yield networks.normalised(photo.crop((left, top, left + SIDE, top + SIDE)))


@torch.no_grad()
def main():
    model = GraphIqa(nn.Sequential(*resnets.children(8, (4, 8, 8, 16), (1, 2, 1, 1))), 64)
    synthetic.fill(model.eval(), SEED, distribution_of)
    each = [model(crop) for crop in crops()]
    tensors = {name: torch.cat([one[name] for one in each]) for name in each[0]}
    networks.write('resnets/graph-iqa.json', {
        'photo': PHOTO, 'seed': SEED, 'crops': CROPS, 'shapes': networks.shapes_of(model),
        'tensors': {name: networks.sampled(tensor) for name, tensor in tensors.items()},
    })


if __name__ == '__main__':
    main()
