/**
 * The names of Inception-ResNet-v2's tensors in Keras's files. Keras numbers unnamed layers in the order in which they are
 * created, across all networks of a session, so only the order of the numbers identifies a layer.
 */

import { kerasNormPart, kerasPart } from '../keras-parts.ts';
import type { FileHead } from '../naming.ts';
import { type Branches, mixed5b, mixed6a, mixed7a, stages, stem } from './inception-resnet-layers.ts';

/** timm's names of stages, and Keras's of their blocks. */
const kinds = { repeat: 'block35', repeat_1: 'block17', repeat_2: 'block8' } as const;

type Counts = Readonly<Record<keyof typeof kinds, number>>;

/** timm's names of the layers in a block. */
function layersIn(block: string, branches: Branches): readonly string[] {
  return branches.flatMap((layers, branch) =>
    layers.map((_, i) => `${block}.branch${branch}${layers.length === 1 ? '' : `.${i}`}`),
  );
}

/** timm's names of the layers that Keras numbers, in the order of their numbers. */
function numberedLayers(counts: Counts): readonly string[] {
  const repeated = (stage: keyof typeof kinds) =>
    Array.from({ length: counts[stage] }, (_, i) => layersIn(`${stage}.${i}`, stages[stage]!.branches)).flat();
  return [
    ...stem.flatMap((entry) => (typeof entry === 'string' ? [] : [entry[0]])),
    ...layersIn('mixed_5b', mixed5b.branches),
    'mixed_5b.branch3.1',
    ...repeated('repeat'),
    ...layersIn('mixed_6a', mixed6a),
    ...repeated('repeat_1'),
    ...layersIn('mixed_7a', mixed7a),
    ...repeated('repeat_2'),
    ...layersIn('block8', stages.repeat_2!.branches),
  ];
}

/** The file's layers `conv2d`, `conv2d_1`, ..., in the order of their numbers. */
function numbersOf({ tensors }: Pick<FileHead, 'tensors'>, kind: string, tensor: string): readonly string[] {
  const pattern = new RegExp(`^${kind}(?:_(\\d+))?/${tensor}$`);
  const found = [...tensors.keys()].flatMap((name) => {
    const match = pattern.exec(name);
    return match === null ? [] : [{ layer: name.slice(0, -tensor.length - 1), number: Number(match[1] ?? 0) }];
  });
  return found.sort((a, b) => a.number - b.number).map(({ layer }) => layer);
}

/** Names in a file from a session that created this network first, as Keras 2 counts. */
export function usualKerasName(): (tensor: string) => string {
  const counts = { repeat: stages.repeat!.usual, repeat_1: stages.repeat_1!.usual, repeat_2: stages.repeat_2!.usual };
  const from1 = (kind: string) => numberedLayers(counts).map((_, i) => `${kind}_${i + 1}`);
  return nameBy(counts, from1('conv2d'), from1('batch_normalization'));
}

/** Names in this file; undefined where it does not have as many layers as its blocks need. */
export function kerasNameIn(file: Pick<FileHead, 'tensors'>): ((tensor: string) => string) | undefined {
  const blocks = (kind: string) =>
    [...file.tensors.keys()].filter((name) => name.startsWith(`${kind}_`) && name.endsWith('_conv/kernel')).length;
  const counts = { repeat: blocks('block35'), repeat_1: blocks('block17'), repeat_2: blocks('block8') - 1 };
  if (Object.values(counts).some((count) => count < 1)) return undefined;
  const convs = numbersOf(file, 'conv2d', 'kernel');
  const norms = numbersOf(file, 'batch_normalization', 'beta');
  const needed = numberedLayers(counts).length;
  return convs.length === needed && norms.length === needed ? nameBy(counts, convs, norms) : undefined;
}

function nameBy(counts: Counts, convs: readonly string[], norms: readonly string[]): (tensor: string) => string {
  const places = new Map(numberedLayers(counts).map((layer, i) => [layer, i]));
  return (tensor) => {
    const [, layer, kind, part] = /^(.+)\.(conv|bn|conv2d)\.(\w+)$/.exec(tensor)!;
    if (kind === 'conv2d' && places.has(`${layer}.branch0`))
      return `${blockName(layer!, counts)}_conv/${kerasPart(part!)}`;
    const isConv = kind === 'conv';
    const suffix = isConv ? kerasPart(part!) : kerasNormPart(part!);
    if (layer === 'conv2d_7b') return `conv_7b${isConv ? '' : '_bn'}/${suffix}`;
    const place = places.get(layer!);
    // For a block that the network does not have, returns a name that no Keras file contains.
    return place === undefined ? tensor : `${(isConv ? convs : norms)[place]}/${suffix}`;
  };
}

/** `repeat.0` is `block35_1`; the last block has no number in timm, and the next number in Keras. */
function blockName(block: string, counts: Counts): string {
  if (block === 'block8') return `block8_${counts.repeat_2 + 1}`;
  const [stage, index] = block.split('.') as [keyof typeof kinds, string];
  return `${kinds[stage]}_${Number(index) + 1}`;
}
