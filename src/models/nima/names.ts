/** The names of NIMA's tensors in files of Keras and of pyiqa. */
import { kerasNameIn, usualKerasName } from '../backbones/inception-resnet-keras.ts';
import { kerasConvolutionAxes, kerasLinearAxes, kerasNormPart, kerasPart } from '../keras-parts.ts';
import type { FileDescription, FileHead } from '../naming.ts';

/** Keras 2 has a separate name for depthwise kernels. */
const depthwiseKernels = ['depthwise_kernel', 'kernel'] as const;

/** @param dense the file's name for the last layer; @param depthwise for the kernels of depthwise convolutions. */
function mobileNetName(tensor: string, dense: string, depthwise: string): string {
  const [, layer, part] = /^(.+)\.(\w+)$/.exec(tensor)!;
  if (layer === 'dense') return `${dense}/${kerasPart(part!)}`;
  if (layer!.endsWith('_bn')) return `${layer}/${kerasNormPart(part!)}`;
  return `${layer}/${layer!.startsWith('conv_dw_') ? depthwise : 'kernel'}`;
}

export function kerasMobileNetName(tensor: string): string {
  return mobileNetName(tensor, 'dense_1', depthwiseKernels[0]);
}

/**
 * The last layer, which is unnamed: Keras numbers such layers across all networks of a session, so it may be `dense` or
 * `dense_7`.
 */
function denseIn({ tensors }: FileHead): string | undefined {
  return [...tensors.keys()].findLast((name) => /^dense(_\d+)?\/kernel$/.test(name))?.replace('/kernel', '');
}

export function describeMobileNet(file: FileHead): FileDescription | undefined {
  const depthwise = depthwiseKernels.find((kernel) => file.tensors.has(`conv_dw_1/${kernel}`));
  const dense = denseIn(file);
  if (depthwise === undefined || dense === undefined) return undefined;
  return { nameInFile: (tensor) => mobileNetName(tensor, dense, depthwise), facts: {} };
}

/** Depthwise kernels are [height, width, channels, multiplier]. */
export function kerasMobileNetAxes(tensor: string): readonly number[] | undefined {
  if (tensor === 'dense.weight') return kerasLinearAxes;
  return tensor.startsWith('conv_dw_') ? [2, 3, 0, 1] : kerasConvolutionAxes;
}

function withDense(dense: string, backbone: (tensor: string) => string): (tensor: string) => string {
  return (tensor) => {
    const [layer, part] = tensor.split('.') as [string, string];
    return layer === 'dense' ? `${dense}/${kerasPart(part)}` : backbone(tensor);
  };
}

export const kerasInceptionName = withDense('dense_1', usualKerasName());

export function describeInception(file: FileHead): FileDescription | undefined {
  const backbone = kerasNameIn(file);
  const dense = denseIn(file);
  if (backbone === undefined || dense === undefined) return undefined;
  return { nameInFile: withDense(dense, backbone), facts: {} };
}

export function kerasInceptionAxes(tensor: string): readonly number[] | undefined {
  return tensor === 'dense.weight' ? kerasLinearAxes : kerasConvolutionAxes;
}

/** pyiqa's NIMA contains one of timm's networks, and its last layer in a sequence. */
export function pyiqaName(tensor: string): string {
  return tensor.startsWith('dense.') ? tensor.replace('dense', 'classifier.2') : `base_model.${tensor}`;
}
