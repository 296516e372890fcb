/** The depth and widths of a HyperIQA: the authors', or those of a checkpoint's tensors. */
import type { Shape } from '../../graph/tensor.ts';
import { resNet50, resNetLayoutOf } from '../backbones/resnet-layout.ts';

export interface HyperIqaWidths {
  /** Channels after the first convolution. */
  readonly stem: number;
  /** The ResNet's four stages: blocks, and channels inside a block (a quarter of what it puts out). */
  readonly stages: readonly { readonly blocks: number; readonly width: number }[];
  /**
   * The local distortion head after each stage: the channels after its 1x1 convolution (the last head has none), and its outputs.
   */
  readonly heads: readonly { readonly reducedTo: number | undefined; readonly outputs: number }[];
  /** Channels after each of the hypernetwork's three 1x1 convolutions. */
  readonly hyper: readonly number[];
  /** The target network: its input size, which is the heads' outputs together, and the outputs of its five layers. */
  readonly target: readonly number[];
}

/** ResNet50, with heads and target network as in the authors' code. */
export const authorsWidths: HyperIqaWidths = {
  ...resNet50,
  heads: [
    { reducedTo: 16, outputs: 16 },
    { reducedTo: 32, outputs: 16 },
    { reducedTo: 64, outputs: 16 },
    { reducedTo: undefined, outputs: 176 },
  ],
  hyper: [1024, 512, 112],
  target: [224, 112, 56, 28, 14, 1],
};

/**
 * The widths that the shapes of a checkpoint's tensors show. A missing tensor counts as the authors', so that the request for it
 * reports its name.
 * @param shapeOf a tensor's shape by the authors' name; undefined where there is none.
 */
export function widthsOf(shapeOf: (name: string) => Shape | undefined): HyperIqaWidths {
  const outputs = (layer: string, otherwise: number) => shapeOf(`${layer}.weight`)?.[0] ?? otherwise;
  const heads = authorsWidths.heads.map((head, i) => ({
    reducedTo: head.reducedTo === undefined ? undefined : outputs(`res.lda${i + 1}_pool.0`, head.reducedTo),
    outputs: outputs(`res.lda${i + 1}_fc`, head.outputs),
  }));
  return {
    ...resNetLayoutOf(shapeOf, 'res.'),
    heads,
    hyper: authorsWidths.hyper.map((channels, i) => outputs(`conv1.${2 * i}`, channels)),
    target: [
      heads.reduce((sum, head) => sum + head.outputs, 0),
      ...authorsWidths.target.slice(1).map((width, i) => outputs(`fc${i + 1}b_fc`, width)),
    ],
  };
}
