/** The layers of Inception-ResNet-v2, each a convolution, BatchNorm and ReLU. */
import type { Pair } from '../../graph/operators/operator.ts';

export interface Layer {
  /** The usual number; weights may have another. */
  readonly outputs: number;
  readonly window: Pair;
  readonly stride?: number;
  /** Whether zero padding keeps the maps' size. */
  readonly isPadded: boolean;
}

/** Of all normalisations, in Keras and in PyTorch. */
export const epsilon = 1e-3;

/** Parallel branches of consecutive layers. */
export type Branches = readonly (readonly Layer[])[];

function same(outputs: number, height: number, width = height): Layer {
  return { outputs, window: [height, width], isPadded: true };
}

function halving(outputs: number): Layer {
  return { outputs, window: [3, 3], stride: 2, isPadded: false };
}

/** Layers by name; a name without a layer is 3x3 max pooling that halves both sides. */
export const stem: readonly (readonly [name: string, layer: Layer] | string)[] = [
  ['conv2d_1a', halving(32)],
  ['conv2d_2a', { outputs: 32, window: [3, 3], isPadded: false }],
  ['conv2d_2b', same(64, 3)],
  'maxpool_3a',
  ['conv2d_3b', same(80, 1)],
  ['conv2d_4a', { outputs: 192, window: [3, 3], isPadded: false }],
  'maxpool_5a',
];

/** `pooled` is the layer after 3x3 average pooling. */
export const mixed5b: { readonly branches: Branches; readonly pooled: Layer } = {
  branches: [[same(96, 1)], [same(48, 1), same(64, 5)], [same(64, 1), same(96, 3), same(96, 3)]],
  pooled: same(64, 1),
};

export const mixed6a: Branches = [[halving(384)], [same(256, 1), same(256, 3), halving(384)]];

export const mixed7a: Branches = [
  [same(256, 1), halving(384)],
  [same(256, 1), halving(288)],
  [same(256, 1), same(288, 3), halving(320)],
];

/** Blocks of one kind: their usual number, and the factor that scales what each adds to its input. */
export interface Stage {
  readonly usual: number;
  readonly branches: Branches;
  readonly factor: number;
}

export const stages: Readonly<Record<string, Stage>> = {
  repeat: {
    usual: 10,
    branches: [[same(32, 1)], [same(32, 1), same(32, 3)], [same(32, 1), same(48, 3), same(64, 3)]],
    factor: 0.17,
  },
  repeat_1: {
    usual: 20,
    branches: [[same(192, 1)], [same(128, 1), same(160, 1, 7), same(192, 7, 1)]],
    factor: 0.1,
  },
  // The last of these blocks, `block8`, has the factor 1 and no ReLU.
  repeat_2: {
    usual: 9,
    branches: [[same(192, 1)], [same(192, 1), same(224, 1, 3), same(256, 3, 1)]],
    factor: 0.2,
  },
};

export const final: Layer = same(1536, 1);
