/** MDTVSFA: VSFA's network trained on several data sets at once, with a scale for each of them. */
import type { Compiler } from '../../graph/program.ts';
import type { Constant } from '../../graph/tensor.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import type { Score } from '../score.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { ClipMetric, type ClipScale } from './clip-metric.ts';
import { type HeadConstants, readHead, requestHead, sigmoid } from './head.ts';
import { featureCount } from './network.ts';
import { pooledOverTime } from './temporal-pooling.ts';
import { graph } from './vsfa.ts';

export { distributionOf, graph, unit, usualBatch } from './vsfa.ts';

/** By the checkpoint's letters for them. */
const dataSets = { K: 'KoNViD-1k', C: 'CVD2014', L: 'LIVE-Qualcomm', N: 'LIVE-VQC' };

/** Spelt as in the published file. */
export function requestMdtVsfaHead(weights: WeightSource, features: number): HeadConstants {
  const names = { reduction: 'dimemsion_reduction', recurrent: 'feature_aggregation', quality: 'regression' };
  return requestHead(weights, names, features);
}

/** A line: y = slope * x + offset. */
interface Line<T> {
  readonly slope: T;
  readonly offset: T;
}

function requestLine(weights: WeightSource, name: string): Line<Constant> {
  return { slope: weights.constant(`${name}.weight`, [1, 1]), offset: weights.constant(`${name}.bias`, [1]) };
}

function requestLines(weights: WeightSource) {
  return {
    inner: requestLine(weights, 'nlm.0'),
    outer: requestLine(weights, 'nlm.2'),
    ofSets: Object.keys(dataSets).map((set) => requestLine(weights, `lm.${set}`)),
  };
}

async function readLine({ slope, offset }: Line<Constant>): Promise<Line<number>> {
  return { slope: (await slope.read())[0]!, offset: (await offset.read())[0]! };
}

export function request(weights: WeightSource): void {
  graph(weights, 1);
  requestMdtVsfaHead(weights, featureCount(weights));
  requestLines(weights);
}

/**
 * Relative quality 0 to 1, then perceptual quality, which the data sets share, by a logistic curve, then each set's scale by a
 * line.
 */
export async function readMdtVsfaScale(weights: WeightSource): Promise<ClipScale> {
  const lines = requestLines(weights);
  const [inner, outer] = [await readLine(lines.inner), await readLine(lines.outer)];
  const ofSets = await Promise.all(lines.ofSets.map(readLine));
  const along = ({ slope, offset }: Line<number>, x: number) => slope * x + offset;
  const mapped = (relative: number) => along(outer, sigmoid(along(inner, relative)));
  return {
    ofFrame: (quality) => mapped(sigmoid(quality)),
    ofClip(qualities): Score {
      const relative = sigmoid(pooledOverTime(qualities));
      const value = mapped(relative);
      const sets = Object.values(dataSets).map((name, i) => [name, along(ofSets[i]!, value)]);
      return { value, parts: { relative, ...Object.fromEntries(sets) } };
    },
  };
}

/** @throws HyperIqaError WEIGHTS when these are not MDTVSFA's weights. */
export async function open(compiler: Compiler, options: OpenMetric): Promise<Metric> {
  const weights = weightsOf(options.file);
  request(weights);
  const head = await readHead(requestMdtVsfaHead(weights, featureCount(weights)));
  return new ClipMetric(compiler, options, head, await readMdtVsfaScale(weights));
}
