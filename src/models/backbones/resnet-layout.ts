/** How deep and wide a ResNet is, by its tensors, and what files of code that numbers its parts call them. */
import type { Shape } from '../../graph/tensor.ts';

export interface ResNetStage {
  readonly blocks: number;
  /** Channels inside a block. */
  readonly width: number;
  /** Channels that a block puts out; four times its width when left out. */
  readonly outputs?: number;
}

export interface ResNetLayout {
  /** Channels after the first convolution. */
  readonly stem: number;
  /** Of the 3x3 convolutions; 1 when left out. */
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

/** How many blocks of a stage (`res.layer1`) there are tensors of; `usual` where there are none. */
function blocksOf(shapeOf: ShapeOf, stage: string, usual: number): number {
  const hasBlock = (block: number) =>
    ['conv1', 'conv2', 'conv3'].some((conv) => shapeOf(`${stage}.${block}.${conv}.weight`) !== undefined);
  let last = mostBlocks - 1;
  while (last >= 0 && !hasBlock(last)) last--;
  return last < 0 ? usual : last + 1;
}

/**
 * What the tensors say that `addResNet` asks for behind `prefix`. One that is missing counts as the usual, so that whoever
 * then asks for it is told which one it is.
 */
export function resNetLayoutOf(shapeOf: ShapeOf, prefix: string, usual = resNet50): ResNetLayout {
  const outputsOf = (layer: string, otherwise: number) => shapeOf(`${prefix}${layer}.weight`)?.[0] ?? otherwise;
  const stages = usual.stages.map(({ blocks, width, outputs }, i) => {
    const stage = `layer${i + 1}`;
    const found = outputsOf(`${stage}.0.conv1`, width);
    return {
      blocks: blocksOf(shapeOf, `${prefix}${stage}`, blocks),
      width: found,
      // As many times the width as usual.
      outputs: outputsOf(`${stage}.0.conv3`, (found * (outputs ?? 4 * width)) / width),
    };
  });
  return { stem: outputsOf('conv1', usual.stem), groups: groupsOf(shapeOf, prefix, stages, usual.groups ?? 1), stages };
}

/** 1 where the tensors fit no number of groups: no graph could be built, whose tensors are to be compared with a file's. */
function groupsOf(shapeOf: ShapeOf, prefix: string, stages: readonly ResNetStage[], usual: number): number {
  const inputs = shapeOf(`${prefix}layer1.0.conv2.weight`)?.[1];
  const groups = inputs === undefined ? usual : stages[0]!.width / inputs;
  return Number.isInteger(groups) && stages.every(({ width }) => width % groups === 0) ? groups : 1;
}

/** The places of conv1 and bn1; ReLU and pooling follow, then the stages. */
const places: Readonly<Record<string, number>> = { conv1: 0, bn1: 1, layer1: 4, layer2: 5, layer3: 6, layer4: 7 };

/**
 * What a file of `Sequential(*list(resnet.children())[:-2])` calls a tensor of torchvision's ResNet: `features.layer1.0.conv1`
 * is `features.4.0.conv1` there. Names without the prefix stay as they are.
 */
export function sequentialName(prefix: string, tensor: string): string {
  if (!tensor.startsWith(prefix)) return tensor;
  return prefix + tensor.slice(prefix.length).replace(/^\w+/, (part) => String(places[part] ?? part));
}
