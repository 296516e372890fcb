/** NIMA's tensors in files of Keras and of pyiqa. */
import type { FileDescription, FileHead } from '../model.ts';

const normParts: Readonly<Record<string, string>> = {
  weight: 'gamma',
  bias: 'beta',
  running_mean: 'moving_mean',
  running_var: 'moving_variance',
};

/** Keras 2 has a name of its own for depthwise kernels. */
const depthwiseKernels = ['depthwise_kernel', 'kernel'] as const;

/** @param dense what the file calls the last layer, @param depthwise the kernels of depthwise convolutions. */
function mobileNetName(tensor: string, dense: string, depthwise: string): string {
  const [, layer, part] = /^(.+)\.(\w+)$/.exec(tensor)!;
  if (layer === 'dense') return `${dense}/${part === 'weight' ? 'kernel' : 'bias'}`;
  if (layer!.endsWith('_bn')) return `${layer}/${normParts[part!]}`;
  return `${layer}/${layer!.startsWith('conv_dw_') ? depthwise : 'kernel'}`;
}

export function kerasMobileNetName(tensor: string): string {
  return mobileNetName(tensor, 'dense_1', depthwiseKernels[0]);
}

/** Keras numbers layers that its user gave no name, over all networks of a session: the last one may be `dense` or `dense_7`. */
export function describeMobileNet({ tensors }: FileHead): FileDescription | undefined {
  const depthwise = depthwiseKernels.find((kernel) => tensors.has(`conv_dw_1/${kernel}`));
  const dense = [...tensors.keys()].findLast((name) => /^dense(_\d+)?\/kernel$/.test(name));
  if (depthwise === undefined || dense === undefined) return undefined;
  return { nameInFile: (tensor) => mobileNetName(tensor, dense.replace('/kernel', ''), depthwise), facts: {} };
}

/** Height, width, inputs, outputs; of depthwise kernels height, width, channels and their multiplier. */
export function kerasMobileNetAxes(tensor: string): readonly number[] | undefined {
  if (tensor === 'dense.weight') return [1, 0];
  return tensor.startsWith('conv_dw_') ? [2, 3, 0, 1] : [3, 2, 0, 1];
}

/** pyiqa's NIMA holds one of timm's networks, and its last layer in a sequence. */
export function pyiqaName(tensor: string): string {
  return tensor.startsWith('dense.') ? tensor.replace('dense', 'classifier.2') : `base_model.${tensor}`;
}
