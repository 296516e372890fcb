/** The names of FaceQnet's tensors in Keras's files. */

const inKeras: Readonly<Record<string, string>> = {
  bias: 'bias',
  'bn.weight': 'bn/gamma',
  'bn.bias': 'bn/beta',
  'bn.running_mean': 'bn/moving_mean',
  'bn.running_var': 'bn/moving_variance',
};

/** @param head names of the last linear layers. */
export function faceQnetName(tensor: string, head: readonly string[] = []): string {
  const [, layer, rest] = /^(conv1|conv\d_\d+_\w+|head\.\d+)\.(.+)$/.exec(tensor)!;
  const inHead = /^head\.(\d+)$/.exec(layer);
  const own = inHead === null ? layer : (head[Number(inHead[1])] ?? layer.replace('.', '_'));
  return `${own === 'conv1' ? 'conv1/7x7_s2' : own}/${inKeras[rest] ?? 'kernel'}`;
}

/** Height, width, inputs, outputs; for linear layers inputs, outputs. */
export function faceQnetAxes(tensor: string): readonly number[] | undefined {
  if (!tensor.endsWith('.weight') || tensor.endsWith('.bn.weight')) return undefined;
  return tensor.startsWith('head.') ? [1, 0] : [3, 2, 0, 1];
}
