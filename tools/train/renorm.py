"""Batch normalisation that uses the running statistics in training as in evaluation.

Some distortions, above all strong colour noise, make a channel's values a hundred times larger than a photo does. A batch with
such an image has a large variance, which normalises it. The running variance, an average over batches, does not, so a network
that was trained with batch statistics gives such images arbitrary scores (such as -650). Batch renormalisation (S. Ioffe, 2017),
here without its limits, also normalises by the running statistics in training, while the gradient is that of the batch
statistics, which keeps training stable. It needs meaningful running statistics, so training begins with ordinary batch
normalisation.
"""
import torch
from torch import nn

MOMENTUM = 0.02


class BatchNorm(nn.BatchNorm2d):
    """Ordinary batch normalisation until `renormalises` is set."""
    renormalises = False

    def forward(self, x):
        if not (self.training and self.renormalises):
            return super().forward(x)
        centred, mean, per_deviation = torch.native_batch_norm(x, None, None, None, None, True, 0, self.eps)
        with torch.no_grad():
            per_usual = (self.running_var + self.eps).rsqrt()
            scale, offset = per_usual / per_deviation, (mean - self.running_mean) * per_usual
            self.running_mean.lerp_(mean, MOMENTUM)
            self.running_var.lerp_(per_deviation ** -2 - self.eps, MOMENTUM)
        as_map = lambda values: values[:, None, None]
        return centred * as_map(scale * self.weight) + as_map(offset * self.weight + self.bias)


def renormalise(module):
    for each in module.modules():
        if isinstance(each, BatchNorm):
            each.renormalises = True
