"""Shows whether training lacks photographs or capacity: prints the loss on training crops and on validation crops.

    python tools/train/gap.py DATA

The network has the averaged weights of DATA/checkpoint.pt and is in evaluation mode; one crop per image at a random place is
scored. If the training loss is much lower, more photographs would help. Otherwise the network lacks the capacity or the steps to
learn from the photographs that there are.
"""
import numpy as np
import torch
from scipy import stats

from dataset import read_split
from judge import score_loss
from network import HyperIQA, normalised
from settings import NETWORK_SIDE, data_folder, seeded
from train import chances_of, known_of, random_place

DRAWN = 600


def figures(model, split, series, centre, spread, random):
    losses, scores, wanted = [], [], []
    for images in series:
        place = random_place(random, NETWORK_SIDE)
        crops = [split.cut(image, place, NETWORK_SIDE) for image in images]
        found = model(normalised(np.stack(crops)))
        target = known_of(split, images, centre, spread).score
        losses.append(score_loss(found, target).item())
        scores.append(found.numpy())
        wanted.append(target.numpy())
    scores, wanted = np.concatenate(scores), np.concatenate(wanted)
    return f'loss {np.mean(losses):.4f}, SRCC {stats.spearmanr(scores, wanted)[0]:.3f}, PLCC {np.corrcoef(scores, wanted)[0, 1]:.3f}'


@torch.no_grad()
def main():
    folder = data_folder(__doc__)
    train, validation = read_split(folder, 'train'), read_split(folder, 'validation')
    centre, spread = float(train.label.mean()), float(train.label.std())
    model = HyperIQA()
    model.load_state_dict(torch.load(folder / 'checkpoint.pt')['mean'])
    model.eval()
    random = seeded('gap')
    drawn = random.choice(len(train.series), DRAWN, replace=False, p=chances_of(train))
    print('training, drawn as in training:', figures(model, train, train.series[drawn], centre, spread, random))
    print('validation:', figures(model, validation, validation.series, centre, spread, random))


if __name__ == '__main__':
    main()
