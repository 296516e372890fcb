/** The network WaDIQaM with a reference, and how a photo and its reference are scored. */
import { HyperIqaError } from '../../errors.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, slice, subtract } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import { cropTensor, rgbCrops } from '../../image/crop-tensor.ts';
import type { Normalisation } from '../../image/normalisation.ts';
import { checkPhoto } from '../../image/photo.ts';
import type { CropPlan, CropProtocol } from '../../image/protocols/protocol.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { checkPair } from '../fidelity/pair.ts';
import { checkFinite } from '../finite.ts';
import type { Metric, MetricModel, OpenMetric } from '../metric.ts';
import { ProgramCache } from '../program-cache.ts';
import type { MetricInput, Score, ScoreOptions } from '../score.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { pixelsOf } from './deep-iqa.ts';
import { addBranches, addPatchFeatures, weighted } from './network.ts';
import { patchProtocol, patchSide } from './patches.ts';

export const unit = 'crop';
export const usualBatch = 32;

/** The order in which the linear layers take the features: lidq92's code and deepIQA use the first, pyiqa the second. */
type FeatureOrder = 'difference-photo-reference' | 'reference-photo-difference';

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

export function graph(weights: WeightSource, batch: number): Graph {
  return pairGraph(weights, batch, 'difference-photo-reference');
}

/**
 * Input 'crops' [2N,3,32,32], R, G, B in 0..1, or 0..255 for deepIQA's weights: patches of the photo, then the same of its
 * reference. Outputs 'score' [N,1] and, where patches are weighted, 'weight' [N,1].
 */
function pairGraph(weights: WeightSource, batch: number, order: FeatureOrder): Graph {
  const net = new GraphBuilder();
  const both = addPatchFeatures(net, weights, net.input('crops', [2 * batch, 3, patchSide, patchSide]));
  const photo = slice(net, 'photo', both, { 0: { end: batch } });
  const reference = slice(net, 'reference', both, { 0: { start: batch } });
  const difference = subtract(net, 'difference', photo, reference);
  const parts =
    order === 'difference-photo-reference' ? [difference, photo, reference] : [reference, photo, difference];
  const branches = { quality: ['fc1_q', 'fc2_q'], weight: ['fc1_w', 'fc2_w'] } as const;
  return net.build(addBranches(net, weights, concat(net, 'all', parts, 1), branches, false));
}

/** @throws HyperIqaError WEIGHTS when these are not WaDIQaM-FR's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  const isOfPyiqa = file.metadata.source_naming === 'pyiqa';
  return new PairedPatches(
    compiler,
    row,
    pixelsOf(file),
    weights,
    isOfPyiqa ? 'reference-photo-difference' : 'difference-photo-reference',
  );
}

class PairedPatches implements Metric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  readonly protocol: CropProtocol;
  readonly label: string;
  readonly #pixels: Normalisation;
  readonly #graphOf: (batch: number) => Graph;
  readonly #programs: ProgramCache;

  constructor(
    compiler: Compiler,
    { model, checkpoint, protocol }: Omit<OpenMetric, 'file'>,
    pixels: Normalisation,
    weights: WeightSource,
    order: FeatureOrder,
  ) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.protocol = protocol ?? patchProtocol;
    this.#pixels = pixels;
    this.label = `${model.name}/${checkpoint.label}`;
    this.#graphOf = (batch) => pairGraph(weights, batch, order);
    this.#programs = new ProgramCache(compiler);
  }

  async score({ photo, reference }: MetricInput, { signal }: ScoreOptions = {}): Promise<Score> {
    const { title } = this.model;
    if (reference === undefined) {
      throw new HyperIqaError('REFERENCE', `${title} compares a photo with its reference, and none was given.`);
    }
    checkPhoto(photo);
    checkPhoto(reference);
    checkPair({ photo, reference }, title, patchSide);
    const plan = this.protocol.plan(photo, {});
    const scores: number[] = [];
    const weights: number[] = [];
    const count = plan.crops.length;
    const batch = Math.ceil(count / Math.ceil(count / usualBatch));
    for (let start = 0; start < count; start += batch) {
      // The last run is padded with patches that were already scored; otherwise it would need a program of its own.
      const first = Math.min(start, count - batch);
      const some = { ...plan, crops: plan.crops.slice(first, first + batch) };
      const { score, weight } = await this.#run([some, { ...some, source: reference }], batch, signal);
      scores.push(...score!.subarray(start - first));
      weights.push(...(weight ?? new Float32Array(batch).fill(1)).subarray(start - first));
    }
    checkFinite(title, scores);
    const crops = plan.crops.map((position, i) => ({ ...position, score: scores[i]! }));
    return { value: weighted(scores, weights), crops: { frame: plan.frame, side: patchSide, scores: crops } };
  }

  #run(plans: readonly [CropPlan, CropPlan], batch: number, signal: AbortSignal | undefined) {
    const [photo, reference] = plans.map((plan) => cropTensor(plan, rgbCrops(this.#pixels)));
    const crops = new Float32Array(2 * photo!.length);
    crops.set(photo!);
    crops.set(reference!, photo!.length);
    return this.#programs.use(
      `${batch}`,
      () => this.#graphOf(batch),
      (program) => program.run({ crops }),
      signal,
    );
  }

  dispose(): void {
    void this.#programs.dispose();
  }
}
