/** Opens SER-FIQ, and computes scores from its embeddings. */
import type { Graph } from '../../graph/graph.ts';
import type { Compiler } from '../../graph/program.ts';
import { cropTensor, rgbCrops } from '../../image/crop-tensor.ts';
import { aroundMiddle } from '../../image/normalisation.ts';
import { checkPhoto } from '../../image/photo.ts';
import { checkedSeed } from '../../image/protocols/protocol.ts';
import { iResNetDistribution } from '../backbones/iresnet.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { checkFinite } from '../finite.ts';
import type { Metric, MetricModel, OpenMetric } from '../metric.ts';
import { ProgramCache } from '../program-cache.ts';
import type { MetricInput, Score, ScoreOptions } from '../score.ts';
import { meanDistance, robustness } from '../stochastic-embedding.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { repeats, serFiqGraph } from './network.ts';
import { serFiqProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;
export const distributionOf = iResNetDistribution;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

export function graph(weights: WeightSource, batch: number): Graph {
  return serFiqGraph(weights, batch, 0);
}

/** @throws HyperIqaError WEIGHTS when these are not SER-FIQ's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new SerFiq(compiler, row, weights);
}

/** The authors' mapping of robustness, which has a narrow range, to 0..1. */
function stretched(value: number): number {
  return 1 / (1 + Math.exp(-130 * (value - 0.88)));
}

class SerFiq implements Metric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  readonly protocol = serFiqProtocol;
  readonly label: string;
  readonly #weights: WeightSource;
  readonly #programs: ProgramCache;

  constructor(compiler: Compiler, { model, checkpoint }: Omit<OpenMetric, 'file'>, weights: WeightSource) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.label = `${model.name}/${checkpoint.label}`;
    this.#weights = weights;
    this.#programs = new ProgramCache(compiler);
  }

  /** Parts: `distance`, the mean over all pairs of embeddings, and `robustness`, the score before it is stretched. */
  async score({ photo }: MetricInput, { seed = 0, signal }: ScoreOptions = {}): Promise<Score> {
    checkPhoto(photo);
    const crops = cropTensor(this.protocol.plan(photo, {}), rgbCrops(aroundMiddle));
    const { embeddings } = await this.#programs.use(
      `seed ${checkedSeed(seed)}`,
      () => serFiqGraph(this.#weights, 1, seed),
      (program) => program.run({ crops }),
      signal,
    );
    checkFinite(this.model.title, embeddings!);
    const distance = meanDistance(embeddings!, embeddings!.length / repeats);
    const steady = robustness(distance);
    const value = stretched(steady);
    checkFinite(this.model.title, [value]);
    return { value, parts: { distance, robustness: steady } };
  }

  dispose(): void {
    void this.#programs.dispose();
  }
}
