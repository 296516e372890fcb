/** The graphs of the full-reference metrics, which have no weights. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { differenceProducts, halfSizePair, ssimSums } from '../../graph/layers.ts';
import { windowMargin } from '../../graph/operators/fidelity/ssim-sums.ts';
import type { Region } from './regions.ts';

/** The variant of structural similarity. */
export interface SimilarityForm {
  /** Three channels, or one of rounded luma. */
  readonly source: 'rgb' | 'luma';
  /** Whether negative contrast counts as 0 at every position. */
  readonly clamped: boolean;
  /** 1, or up to 5 with successive half sizes, which only 'rgb' supports. */
  readonly scales: number;
}

/** A length after so many halvings, each rounded up. */
export function halved(length: number, halvings: number): number {
  return Math.ceil(length / 2 ** halvings);
}

/** The number of pixels to the right of and below a position that the smallest scale depends on. */
export function marginOf({ scales }: SimilarityForm): number {
  return windowMargin * 2 ** (scales - 1);
}

/**
 * Inputs 'photo' and 'reference', bytes [height,width,3] of the region, each side above `marginOf(form)`. Outputs 'scale1' to
 * 'scale5': sums of the index and of its contrast-structure term, [C,P,Q,2]; see the operator ssim-sums.
 */
export function similarityGraph(
  region: Omit<Region, 'left' | 'top'>,
  { source, clamped, scales }: SimilarityForm,
): Graph {
  const net = new GraphBuilder();
  const shape = [region.height, region.width, 3];
  const photos = [net.byteInput('photo', shape), net.byteInput('reference', shape)];
  const countedAt = (halvings: number): readonly [number, number] => [
    Math.min(region.rows / 2 ** halvings, halved(region.height, halvings) - windowMargin),
    Math.min(region.columns / 2 ** halvings, halved(region.width, halvings) - windowMargin),
  ];
  const sums = [ssimSums(net, 'scale1', photos, { source, counted: countedAt(0), clamped })];
  let pair = photos;
  for (let scale = 2; scale <= scales; scale++) {
    pair = [halfSizePair(net, `half${scale}`, pair, scale === 2 ? 'rgb' : 'pair')];
    sums.push(ssimSums(net, `scale${scale}`, pair, { source: 'pair', counted: countedAt(scale - 1), clamped }));
  }
  return net.build(sums);
}

/** Inputs 'photo' and 'reference', bytes [pixels,3]. Output 'products' [P,6]; see the operator difference-products. */
export function differenceGraph(pixels: number): Graph {
  const net = new GraphBuilder();
  const photo = net.byteInput('photo', [pixels, 3]);
  const reference = net.byteInput('reference', [pixels, 3]);
  return net.build([differenceProducts(net, 'products', photo, reference)]);
}
