import { type BlockPlaces, numberedName } from '../backbones/iresnet-names.ts';

const places: BlockPlaces = { bn1: 0, conv1: 1, bn2: 2, prelu: 3, conv2: 4, bn3: 5 };

/** The head's layers, spelt as in the published file. */
const head = /^qualtiy\./;

export function eqFaceName(tensor: string): string {
  if (tensor.startsWith('bn2.')) return tensor.replace('bn2', 'output_layer.0');
  return numberedName(tensor, places, (stage, block) => `layer${stage + 1}.${block}`);
}

/** Backbone and head are published in separate files. */
export function eqFacePart(tensor: string): string {
  return head.test(tensor) ? 'quality' : 'backbone';
}
