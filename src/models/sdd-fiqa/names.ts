import { type BlockPlaces, numberedName } from '../backbones/iresnet-names.ts';

/** IR-50, the only published depth: the file numbers blocks through all stages. */
export const stageBlocks = [3, 4, 14, 3];

const places: BlockPlaces = { bn1: 0, conv1: 1, prelu: 2, conv2: 3, bn3: 4 };

export function sddFiqaName(tensor: string): string {
  return numberedName(tensor, places, (stage, block) => {
    // A block that the stage does not have must not be mapped to one of the next stage.
    if (block >= stageBlocks[stage]!) return `layer${stage + 1}.${block}`;
    const before = stageBlocks.slice(0, stage).reduce((sum, blocks) => sum + blocks, 0);
    return `body.${before + block}`;
  });
}
