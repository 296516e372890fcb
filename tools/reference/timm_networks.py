"""timm's networks in the form of pyiqa with smaller widths, and pyiqa's crop of a photo."""
import sys
import types

# This module registers compiled operators, which the networks do not use and a CPU-only torch may lack.
sys.modules['torchvision._meta_registrations'] = types.ModuleType('torchvision._meta_registrations')

import timm
import torch
from torchvision.transforms import functional



def narrowed(network, divisor):
    """Divides the channels of convolutions and normalisations in place, except for the photo's three."""
    for name, module in list(network.named_modules()):
        if isinstance(module, torch.nn.Conv2d):
            inputs = module.in_channels if module.in_channels == 3 else module.in_channels // divisor
            narrow = torch.nn.Conv2d(inputs, module.out_channels // divisor, module.kernel_size, module.stride,
                                     module.padding, bias=module.bias is not None)
            parent, _, place = name.rpartition('.')
            setattr(network.get_submodule(parent), place, narrow)
        elif isinstance(module, torch.nn.BatchNorm2d):
            # timm's normalisations include the activation, so they are not replaced but lose channels.
            channels = module.num_features = module.num_features // divisor
            for tensor in ('weight', 'bias'):
                setattr(module, tensor, torch.nn.Parameter(getattr(module, tensor)[:channels]))
            for tensor in ('running_mean', 'running_var'):
                setattr(module, tensor, getattr(module, tensor)[:channels])
    return network


class Nima(torch.nn.Module):
    def __init__(self, base_model, features, outputs):
        super().__init__()
        self.base_model = base_model
        layers = [torch.nn.Flatten(), torch.nn.Dropout(0.0), torch.nn.Linear(features, outputs)]
        self.classifier = torch.nn.Sequential(*layers, *([torch.nn.Softmax(-1)] if outputs > 1 else []))


def nima(name, outputs, divisor):
    base = timm.create_model(name, features_only=True)
    features = base.feature_info.channels()[-1] // divisor
    return Nima(narrowed(base, divisor), features, outputs)


def pyiqa_crop(picture, side):
    """The crop [1,3,side,side] in 0..1; torchvision resizes tensors without rounding."""
    tensor = functional.to_tensor(picture)[None]
    return functional.center_crop(functional.resize(tensor, side), [side, side])
