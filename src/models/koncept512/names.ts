/** The names of KonCept512's tensors in the authors' Keras file, and in that of the port to PyTorch. */
import { kerasNameIn, usualKerasName } from '../backbones/inception-resnet-keras.ts';
import { kerasConvolutionAxes, kerasLinearAxes, kerasNormPart, kerasPart } from '../keras-parts.ts';
import type { FileDescription, FileHead } from '../naming.ts';

/** `fc0.weight`, `bn0.running_mean`, ..., `out.bias`: the layers after the backbone. */
const inHead = /^(fc|bn|out)(\d?)\.(\w+)$/;

function headOr(backbone: (tensor: string) => string): (tensor: string) => string {
  return (tensor) => {
    const match = inHead.exec(tensor);
    if (match === null) return backbone(tensor);
    const [, kind, number, part] = match;
    return `fc_${kind}${number}/${kind === 'bn' ? kerasNormPart(part!) : kerasPart(part!)}`;
  };
}

export const kerasName = headOr(usualKerasName());

export function describeKeras(file: FileHead): FileDescription | undefined {
  const backbone = kerasNameIn(file);
  if (backbone === undefined) return undefined;
  return { nameInFile: headOr(backbone), facts: { pooling: 'whole' } };
}

export function kerasAxes(tensor: string): readonly number[] | undefined {
  return inHead.test(tensor) ? kerasLinearAxes : kerasConvolutionAxes;
}

/** The port has the backbone's layers in one sequence, poolings included. */
const places = [
  'conv2d_1a',
  'conv2d_2a',
  'conv2d_2b',
  'maxpool_3a',
  'conv2d_3b',
  'conv2d_4a',
  'maxpool_5a',
  'mixed_5b',
  'repeat',
  'mixed_6a',
  'repeat_1',
  'mixed_7a',
  'repeat_2',
  'block8',
  'conv2d_7b',
];

/** With ReLU and dropout between them. */
const headPlaces: Readonly<Record<string, number>> = { fc0: 0, bn0: 2, fc1: 4, bn1: 6, fc2: 8, bn2: 10, out: 12 };

export function portName(tensor: string): string {
  const dot = tensor.indexOf('.');
  const layer = tensor.slice(0, dot);
  const rest = tensor.slice(dot);
  return inHead.test(tensor) ? `fc.${headPlaces[layer]}${rest}` : `base.${places.indexOf(layer)}${rest}`;
}

/** The port's pooling and normalisations differ, which no shape shows. */
export function describePort({ tensors }: FileHead): FileDescription | undefined {
  return tensors.has('base.14.conv.weight') ? { nameInFile: portName, facts: { pooling: 'corner' } } : undefined;
}
