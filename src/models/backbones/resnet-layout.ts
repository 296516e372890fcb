/** Derives a ResNet's depth and widths from its tensors' shapes, and names its tensors in files that number its parts. */
import type { Shape } from '../../graph/tensor.ts';

export interface ResNetStage {
  readonly blocks: number;
  /** Channels inside a block. */
  readonly width: number;
  /** A block's output channels; default four times its width. */
  readonly outputs?: number;
}

export interface ResNetLayout {
  /** Channels after the first convolution. */
  readonly stem: number;
  /** Groups of the 3x3 convolutions; default 1. */
  readonly groups?: number;
  readonly stages: readonly ResNetStage[];
}

export const resNet50: ResNetLayout = {
  stem: 64,
  stages: [
    { blocks: 3, width: 64 },
    { blocks: 4, width: 128 },
    { blocks: 6, width: 256 },
    { blocks: 3, width: 512 },
  ],
};

/** ResNeXt-101 32x8d (Xie et al. 2017). */
export const resNeXt101: ResNetLayout = {
  stem: 64,
  groups: 32,
  stages: [
    { blocks: 3, width: 256, outputs: 256 },
    { blocks: 4, width: 512, outputs: 512 },
    { blocks: 23, width: 1024, outputs: 1024 },
    { blocks: 3, width: 2048, outputs: 2048 },
  ],
};

/** More than any ResNet has in a stage. */
const mostBlocks = 100;

type ShapeOf = (name: string) => Shape | undefined;

/** The number of blocks of a stage (`res.layer1`) that have tensors; `usual` where there are none. */
function blocksOf(shapeOf: ShapeOf, stage: string, usual: number): number {
  const hasBlock = (block: number) =>
    ['conv1', 'conv2', 'conv3'].some((conv) => shapeOf(`${stage}.${block}.${conv}.weight`) !== undefined);
  let last = mostBlocks - 1;
  while (last >= 0 && !hasBlock(last)) last--;
  return last < 0 ? usual : last + 1;
}

/**
 * The layout of the tensors that `addResNet` requests under `prefix`. A missing tensor counts as usual, so that the request for
 * it reports its name.
 */
export function resNetLayoutOf(shapeOf: ShapeOf, prefix: string, usual = resNet50): ResNetLayout {
  const outputsOf = (layer: string, otherwise: number) => shapeOf(`${prefix}${layer}.weight`)?.[0] ?? otherwise;
  const stages = usual.stages.map(({ blocks, width, outputs }, i) => {
    const stage = `layer${i + 1}`;
    const found = outputsOf(`${stage}.0.conv1`, width);
    return {
      blocks: blocksOf(shapeOf, `${prefix}${stage}`, blocks),
      width: found,
      // The same multiple of the width as usual.
      outputs: outputsOf(`${stage}.0.conv3`, (found * (outputs ?? 4 * width)) / width),
    };
  });
  return { stem: outputsOf('conv1', usual.stem), groups: groupsOf(shapeOf, prefix, stages, usual.groups ?? 1), stages };
}

/** 1 where no number of groups fits the tensors: otherwise no graph could be built to compare its tensors with the file's. */
function groupsOf(shapeOf: ShapeOf, prefix: string, stages: readonly ResNetStage[], usual: number): number {
  const inputs = shapeOf(`${prefix}layer1.0.conv2.weight`)?.[1];
  const groups = inputs === undefined ? usual : stages[0]!.width / inputs;
  return Number.isInteger(groups) && stages.every(({ width }) => width % groups === 0) ? groups : 1;
}

/** The places of conv1 and bn1; ReLU and pooling follow, then the stages. */
const places: Readonly<Record<string, number>> = { conv1: 0, bn1: 1, layer1: 4, layer2: 5, layer3: 6, layer4: 7 };

/**
 * The name of torchvision's ResNet tensor in a file of `Sequential(*list(resnet.children())[:-2])`: `features.layer1.0.conv1` is
 * `features.4.0.conv1` there. Names without the prefix are unchanged.
 */
export function sequentialName(prefix: string, tensor: string): string {
  if (!tensor.startsWith(prefix)) return tensor;
  return prefix + tensor.slice(prefix.length).replace(/^\w+/, (part) => String(places[part] ?? part));
}
