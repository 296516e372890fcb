/**
 * Every tensor of HyperIQA, named as in the authors' checkpoint (https://github.com/SSL92/hyperIQA, models.py):
 * ResNet50 with the local-distortion heads under `res.`, then the hypernetwork. 27,375,369 trained values, and the
 * running statistics of 53 BatchNorms.
 */
import type { TensorSpec } from '../tensor-spec.ts';

/** Widths of the target net: its input and the outputs of its five layers. */
export const targetWidths = [224, 112, 56, 28, 14, 1] as const;

/** Channels of the feature map that the hypernetwork makes the target net's weights from, and its side. */
export const hyperChannels = 112;
export const hyperSide = 7;

/** ResNet50's four stages: blocks, and channels inside a block (a quarter of what it puts out). */
export const stages = [
  { blocks: 3, width: 64 },
  { blocks: 4, width: 128 },
  { blocks: 6, width: 256 },
  { blocks: 3, width: 512 },
] as const;

/** The local-distortion head after each stage: channels its 1x1 convolution keeps (the last has none), values in, out. */
export const localHeads = [
  { reducedTo: 16, inputs: 16 * 8 * 8, outputs: 16 },
  { reducedTo: 32, inputs: 32 * 4 * 4, outputs: 16 },
  { reducedTo: 64, inputs: 64 * 2 * 2, outputs: 16 },
  { reducedTo: undefined, inputs: 2048, outputs: 176 },
] as const;

export function hyperIqaLayout(): readonly TensorSpec[] {
  return [...backbone(), ...hypernetwork()];
}

function backbone(): TensorSpec[] {
  const specs = [convolution('res.conv1', 64, 3, 7), ...batchNorm('res.bn1', 64)];
  let channels = 64;
  stages.forEach(({ blocks, width }, i) => {
    const stage = `res.layer${i + 1}`;
    for (let block = 0; block < blocks; block++) {
      const name = `${stage}.${block}`;
      specs.push(convolution(`${name}.conv1`, width, channels, 1), ...batchNorm(`${name}.bn1`, width));
      specs.push(convolution(`${name}.conv2`, width, width, 3), ...batchNorm(`${name}.bn2`, width));
      specs.push(convolution(`${name}.conv3`, 4 * width, width, 1), ...batchNorm(`${name}.bn3`, 4 * width));
      if (block === 0) {
        specs.push(convolution(`${name}.downsample.0`, 4 * width, channels, 1));
        specs.push(...batchNorm(`${name}.downsample.1`, 4 * width));
      }
      channels = 4 * width;
    }
    const { reducedTo, inputs, outputs } = localHeads[i]!;
    const head = `res.lda${i + 1}`;
    if (reducedTo !== undefined) specs.push(convolution(`${head}_pool.0`, reducedTo, channels, 1));
    specs.push(...linear(`${head}_fc`, outputs, inputs));
  });
  return specs;
}

function hypernetwork(): TensorSpec[] {
  const specs: TensorSpec[] = [];
  [2048, 1024, 512].forEach((from, i) => {
    const to = [1024, 512, hyperChannels][i]!;
    specs.push(convolution(`conv1.${2 * i}`, to, from, 1), bias(`conv1.${2 * i}`, to));
  });
  for (let layer = 1; layer <= 5; layer++) {
    const from = targetWidths[layer - 1]!;
    const to = targetWidths[layer]!;
    if (layer < 5) {
      const channels = (from * to) / hyperSide ** 2;
      specs.push(convolution(`fc${layer}w_conv`, channels, hyperChannels, 3), bias(`fc${layer}w_conv`, channels));
    } else {
      specs.push(...linear('fc5w_fc', from, hyperChannels));
    }
    specs.push(...linear(`fc${layer}b_fc`, to, hyperChannels));
  }
  return specs;
}

function convolution(name: string, outputs: number, inputs: number, side: number): TensorSpec {
  return { name: `${name}.weight`, shape: [outputs, inputs, side, side] };
}

function linear(name: string, outputs: number, inputs: number): readonly TensorSpec[] {
  return [{ name: `${name}.weight`, shape: [outputs, inputs] }, bias(name, outputs)];
}

function bias(name: string, outputs: number): TensorSpec {
  return { name: `${name}.bias`, shape: [outputs] };
}

function batchNorm(name: string, channels: number): readonly TensorSpec[] {
  const parts = ['weight', 'bias', 'running_mean', 'running_var'];
  return parts.map((part) => ({ name: `${name}.${part}`, shape: [channels] }));
}
