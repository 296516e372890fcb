/**
 * The names of iResNet's tensors in files of code that numbers its layers: `input_layer.0`, `res_layer.1`, `shortcut_layer.0`.
 */

const stem: Readonly<Record<string, string>> = {
  conv1: 'input_layer.0',
  bn1: 'input_layer.1',
  prelu: 'input_layer.2',
};

/** Layer numbers in a block, by our names of the layers. */
export type BlockPlaces = Readonly<Record<string, number>>;

/**
 * Such a file's name for a tensor; names outside the stem and the blocks are unchanged.
 * @param blockName the file's name for a block; stage and block count from 0.
 */
export function numberedName(
  tensor: string,
  places: BlockPlaces,
  blockName: (stage: number, block: number) => string,
): string {
  const inStem = /^(conv1|bn1|prelu)(\..+)$/.exec(tensor);
  if (inStem !== null) return stem[inStem[1]!]! + inStem[2]!;
  const inBlock = /^layer(\d)\.(\d+)\.(downsample\.)?(\w+)(\..+)$/.exec(tensor);
  if (inBlock === null) return tensor;
  const [, stage, block, shortcut, layer, rest] = inBlock;
  const place = shortcut === undefined ? `res_layer.${places[layer!]}` : `shortcut_layer.${layer}`;
  return `${blockName(Number(stage) - 1, Number(block))}.${place}${rest}`;
}
