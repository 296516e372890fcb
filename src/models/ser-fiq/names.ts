/** The names of the tensors in MXNet's files: trained ones begin with `arg:`, statistics with `aux:`. */

const norms: Readonly<Record<string, string>> = {
  weight: 'arg:%_gamma',
  bias: 'arg:%_beta',
  running_mean: 'aux:%_moving_mean',
  running_var: 'aux:%_moving_var',
};

/** Layers outside blocks. */
const layers: Readonly<Record<string, string>> = {
  conv1: 'conv0',
  bn1: 'bn0',
  prelu: 'relu0',
  bn2: 'bn1',
  fc: 'pre_fc1',
  features: 'fc1',
};

/** Layers in a block, by our names. */
const inBlock: Readonly<Record<string, string>> = {
  bn1: 'bn1',
  conv1: 'conv1',
  bn2: 'bn2',
  prelu: 'relu1',
  conv2: 'conv2',
  bn3: 'bn3',
  'downsample.0': 'conv1sc',
  'downsample.1': 'sc',
};

export function mxnetName(tensor: string): string {
  const [, stage, block, layer, value] = /^(?:layer(\d)\.(\d+)\.)?(.+)\.(\w+)$/.exec(tensor)!;
  const place = stage === undefined ? layers[layer!] : `stage${stage}_unit${Number(block) + 1}_${inBlock[layer!]}`;
  if (/^(bn\d|downsample\.1|features)$/.test(layer!)) return norms[value!]!.replace('%', place!);
  // The slopes of a PReLU are also named gamma.
  return `arg:${place}_${layer === 'prelu' ? 'gamma' : value}`;
}
