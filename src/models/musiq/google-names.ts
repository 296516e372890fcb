/** The names of the tensors in Google's .npz files, and how flax stores them. */
import type { FileDescription, FileHead, Naming } from '../naming.ts';
import { standardised } from './standardise.ts';

const root = 'opt/target/';

/** In order: a part of our name, and its replacement in the file. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/^transformer_encoder\.(transformer\.)?/, 'Transformer/'],
  [/^block1\./, 'block1/unit1/'],
  [/\.norm1\./, '/LayerNorm_0/'],
  [/\.norm2\./, '/LayerNorm_2/'],
  [/\.attention\.(\w+)\./, '/MultiHeadDotProductAttention_1/$1/'],
  [/\.mlp\.fc1\./, '/MlpBlock_3/Dense_0/'],
  [/\.mlp\.fc2\./, '/MlpBlock_3/Dense_1/'],
  [/\.position_emb$/, '/pos_embedding'],
  [/\.scale_emb$/, '/scale_embedding'],
  [/((?:^|\/)gn\w*|LayerNorm_\d|encoder_norm)[./]weight$/, '$1/scale'],
  [/[./]weight$/, '/kernel'],
  [/[./]bias$/, '/bias'],
];

export function googleName(tensor: string): string {
  return root + parts.reduce((name, [ours, theirs]) => name.replace(ours, theirs), tensor);
}

const isConvolution = /(^|\.)conv[^.]*\.weight$/;

/** Kernels are stored with outputs last; those around attention have a separate axis of heads. */
function axesInFile(tensor: string): readonly number[] | undefined {
  if (isConvolution.test(tensor)) return [3, 2, 0, 1];
  if (/attention\.(query|key|value)\.weight$/.test(tensor)) return [1, 2, 0];
  if (/attention\.out\.weight$/.test(tensor)) return [2, 0, 1];
  return /(embedding|fc[12]|head)\.weight$/.test(tensor) ? [1, 0] : undefined;
}

/** No name distinguishes the trainings, but the one on votes has ten outputs. */
function describe({ tensors }: FileHead): FileDescription | undefined {
  const outputs = tensors.get(googleName('head.weight'))?.shape[1];
  if (outputs === undefined) return undefined;
  const checkpoint = outputs === 1 ? 'musiq-google-koniq' : 'musiq-google-ava';
  // flax.nn.gelu is the tanh approximation.
  return { nameInFile: googleName, facts: { gelu: 'tanh' }, checkpoint };
}

export const googleNaming: Naming = {
  name: 'google',
  checkpoint: 'musiq-google-koniq',
  nameInFile: googleName,
  describe,
  axesInFile,
  splitsAxes: true,
  prepared: (tensor) =>
    isConvolution.test(tensor) ? (values, [outputs]) => standardised(values, outputs!, 'population') : undefined,
  ignored: /^opt\/state\//,
};
