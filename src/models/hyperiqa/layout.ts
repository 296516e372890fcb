/**
 * Every tensor of HyperIQA, named as in the authors' checkpoint (https://github.com/SSL92/hyperIQA, models.py):
 * a ResNet with the local-distortion heads under `res.`, then the hypernetwork. In the authors' widths 27,375,369 trained
 * values, and the running statistics of 53 BatchNorms.
 */
import { expansion } from '../resnet50.ts';
import type { TensorSpec } from '../tensor-spec.ts';
import type { HyperIqaWidths } from './widths.ts';

/** The side of the feature map that the hypernetwork makes the target net's weights from. */
export const hyperSide = 7;

/** A local-distortion head: values per stage after its pooling by 7, whose sides are these. */
export const headSides = [8, 4, 2, 1] as const;

export function hyperIqaLayout(widths: HyperIqaWidths): readonly TensorSpec[] {
  return [...backbone(widths), ...hypernetwork(widths)];
}

function backbone({ stem, stages, heads }: HyperIqaWidths): TensorSpec[] {
  const specs = [convolution('res.conv1', stem, 3, 7), ...batchNorm('res.bn1', stem)];
  let channels = stem;
  stages.forEach(({ blocks, width }, i) => {
    const stage = `res.layer${i + 1}`;
    for (let block = 0; block < blocks; block++) {
      const name = `${stage}.${block}`;
      specs.push(convolution(`${name}.conv1`, width, channels, 1), ...batchNorm(`${name}.bn1`, width));
      specs.push(convolution(`${name}.conv2`, width, width, 3), ...batchNorm(`${name}.bn2`, width));
      specs.push(convolution(`${name}.conv3`, expansion * width, width, 1));
      specs.push(...batchNorm(`${name}.bn3`, expansion * width));
      if (block === 0) {
        specs.push(convolution(`${name}.downsample.0`, expansion * width, channels, 1));
        specs.push(...batchNorm(`${name}.downsample.1`, expansion * width));
      }
      channels = expansion * width;
    }
    const { reducedTo, outputs } = heads[i]!;
    const head = `res.lda${i + 1}`;
    if (reducedTo !== undefined) specs.push(convolution(`${head}_pool.0`, reducedTo, channels, 1));
    specs.push(...linear(`${head}_fc`, outputs, (reducedTo ?? channels) * headSides[i]! ** 2));
  });
  return specs;
}

function hypernetwork({ stages, hyper, target }: HyperIqaWidths): TensorSpec[] {
  const specs: TensorSpec[] = [];
  let channels = expansion * stages[stages.length - 1]!.width;
  hyper.forEach((to, i) => {
    specs.push(convolution(`conv1.${2 * i}`, to, channels, 1), bias(`conv1.${2 * i}`, to));
    channels = to;
  });
  for (let layer = 1; layer <= 5; layer++) {
    const from = target[layer - 1]!;
    const to = target[layer]!;
    if (layer < 5) {
      const maps = (from * to) / hyperSide ** 2;
      specs.push(convolution(`fc${layer}w_conv`, maps, channels, 3), bias(`fc${layer}w_conv`, maps));
    } else {
      specs.push(...linear('fc5w_fc', from, channels));
    }
    specs.push(...linear(`fc${layer}b_fc`, to, channels));
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
