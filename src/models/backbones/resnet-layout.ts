import type { Shape } from '../../graph/tensor.ts';
import type { ResNetLayout } from './resnet.ts';

export const resNet50: ResNetLayout = {
  stem: 64,
  stages: [
    { blocks: 3, width: 64 },
    { blocks: 4, width: 128 },
    { blocks: 6, width: 256 },
    { blocks: 3, width: 512 },
  ],
};

/** More than any ResNet has in a stage. */
const mostBlocks = 100;

/**
 * Depths and widths as the shapes of a checkpoint's tensors say. What is missing counts as ResNet50's, so that whoever then
 * asks for it is told which tensor it is.
 * @param shapeOf a tensor's shape by torchvision's name after `prefix`; undefined where there is none.
 */
export function resNetLayoutOf(shapeOf: (name: string) => Shape | undefined, prefix: string): ResNetLayout {
  const outputs = (layer: string, otherwise: number) => shapeOf(`${prefix}${layer}.weight`)?.[0] ?? otherwise;
  const hasBlock = (block: string) =>
    ['conv1', 'conv2', 'conv3'].some((conv) => shapeOf(`${prefix}${block}.${conv}.weight`) !== undefined);
  const stages = resNet50.stages.map(({ blocks, width }, i) => {
    const stage = `layer${i + 1}`;
    let last = mostBlocks - 1;
    while (last >= 0 && !hasBlock(`${stage}.${last}`)) last--;
    return { blocks: last < 0 ? blocks : last + 1, width: outputs(`${stage}.0.conv1`, width) };
  });
  return { stem: outputs('conv1', resNet50.stem), stages };
}
