/** The metric that all networks which score crops share: it handles batches, programs and aggregation. */
import type { Graph } from '../graph/graph.ts';
import type { Compiler, Inputs } from '../graph/program.ts';
import { type CropInput, cropTensor } from '../image/crop-tensor.ts';
import { checkPhoto } from '../image/photo.ts';
import type { CropPlan, CropPosition, CropProtocol, Size } from '../image/protocols/protocol.ts';
import { prefetched } from '../prefetch.ts';
import { type Aggregation, mean } from './aggregation.ts';
import type { Checkpoint } from './checkpoint.ts';
import { checkFinite } from './finite.ts';
import type { Metric, MetricModel } from './metric.ts';
import { ProgramCache } from './program-cache.ts';
import type { MetricInput, Score, ScoreOptions } from './score.ts';
import { asTooLarge } from './too-large.ts';

export interface CropNetwork {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  readonly protocol: CropProtocol;
  readonly input: CropInput;
  /** The most crops that one run scores: memory grows with it, while time per crop hardly decreases. */
  readonly largestBatch: number;
  /**
   * Whether every run has `largestBatch` crops, the last one padded: for networks so small that a program for every number of
   * crops would cost more than computing the padding.
   */
  readonly hasFixedBatch: boolean;
  /**
   * Input 'crops' [N, channels, height, width]; outputs 'score' [N,1], 'weight' [N,1] for `weightedMean`, and 'classes' [N,K] for
   * `describe`. An output 'photo' [1,1] is the photo's score, instead of the result of `aggregate`: for networks that combine a
   * photo's crops themselves, whose protocol always has `largestBatch` of them.
   * @param crop always of the same size, unless the protocol takes the whole photo at its own size.
   */
  graph(batch: number, crop: Size): Graph;
  /**
   * The same network on crops that the GPU cuts, for protocols with a fixed frame. Inputs 'photo' [height,width,3], bytes R G B,
   * and 'corners' [N,2], each crop's top and left; output 'score' [N,1], bit for bit that of `graph`.
   */
  framedGraph?(batch: number, frame: Size): Graph;
  /** Default: the mean. */
  readonly aggregate?: Aggregation;
  /**
   * Further statements about the photo, for protocols with crops, from the means over all crops of the output 'classes' [N,K], if
   * it exists, and the crops' scores.
   */
  readonly describe?: (classes: readonly number[], scores: readonly number[]) => Pick<Score, 'parts' | 'words'>;
  /** Numbers beside the score from a single crop's further outputs, for protocols that take the whole photo. */
  parts?(outputs: Readonly<Record<string, Float32Array>>): Readonly<Record<string, number>>;
}

/** The network's outputs for some crops. */
interface CropOutputs {
  readonly scores: Float32Array;
  /** All 1 where the network has no such output. */
  readonly weights: Float32Array;
  /** All outputs of the run. */
  readonly all: Readonly<Record<string, Float32Array>>;
}

export class CropMetric implements Metric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  readonly protocol: CropProtocol;
  readonly label: string;
  readonly #network: CropNetwork;
  readonly #programs: ProgramCache;

  constructor(compiler: Compiler, network: CropNetwork) {
    this.model = network.model;
    this.checkpoint = network.checkpoint;
    this.protocol = network.protocol;
    // The label of a model with a single protocol does not name it.
    const words = [network.model.name, network.checkpoint.label];
    this.label = [...words, ...(network.model.protocols.length > 1 ? [network.protocol.name] : [])].join('/');
    this.#network = network;
    this.#programs = new ProgramCache(compiler);
  }

  /** @throws as `Metric.score`. */
  async score({ photo }: MetricInput, options: ScoreOptions = {}): Promise<Score> {
    checkPhoto(photo);
    const plan = this.protocol.plan(photo, options);
    const outputs = await this.#scoreCrops(plan, options.signal).catch((error: unknown) => {
      throw this.protocol.isWhole && this.protocol.fixedFrame === null
        ? asTooLarge(error, this.model, plan.crop)
        : error;
    });
    const scores = this.#checked(outputs.scores);
    const value =
      outputs.last.photo === undefined
        ? (this.#network.aggregate ?? mean)(scores, outputs.weights)
        : this.#checked([...outputs.last.photo])[0];
    if (this.protocol.isWhole) {
      const parts = this.#network.parts?.(outputs.last);
      return parts === undefined ? { value } : { value, parts };
    }
    const placed = plan.crops.map(({ top, left }, i) => ({ top, left, score: scores[i] }));
    const described = this.#network.describe?.(
      outputs.classes.map((sum) => sum / scores.length),
      scores,
    );
    return { value, ...described, crops: { frame: plan.frame, side: plan.crop.width, scores: placed } };
  }

  dispose(): void {
    void this.#programs.dispose();
  }

  /** Clips scores to the checkpoint's range where it asks for that. */
  #checked(scores: readonly number[]): readonly number[] {
    checkFinite(this.model.title, scores);
    if (!this.checkpoint.isClipped) return scores;
    const [least, most] = this.checkpoint.range;
    return scores.map((score) => Math.min(Math.max(score, least), most));
  }

  /** In runs of equal size; the next one is uploaded while one computes. */
  async #scoreCrops(
    plan: CropPlan,
    signal: AbortSignal | undefined,
  ): Promise<Record<'scores' | 'weights' | 'classes', readonly number[]> & { last: CropOutputs['all'] }> {
    const { largestBatch, hasFixedBatch } = this.#network;
    const count = plan.crops.length;
    const batch = hasFixedBatch ? largestBatch : Math.ceil(count / Math.ceil(count / largestBatch));
    const starts = Array.from({ length: Math.ceil(count / batch) }, (_, run) => run * batch);
    const scores: number[] = [];
    const weights: number[] = [];
    // Summed over crops.
    const classes: number[] = [];
    let last: CropOutputs['all'] = {};
    for await (const some of prefetched(starts, (start) => this.#scoreRun(plan, start, batch, signal))) {
      scores.push(...some.scores);
      weights.push(...some.weights);
      last = some.all;
      const values = some.all.classes ?? [];
      const kinds = values.length / batch;
      for (let i = 0; i < some.scores.length * kinds; i++) classes[i % kinds] = (classes[i % kinds] ?? 0) + values[i]!;
    }
    return { scores, weights, classes, last };
  }

  /** Scores `batch` crops from `start`; the last run is padded with its last crop. */
  async #scoreRun(plan: CropPlan, start: number, batch: number, signal: AbortSignal | undefined): Promise<CropOutputs> {
    const crops = plan.crops.slice(start, start + batch);
    const run = [...crops, ...Array<CropPosition>(batch - crops.length).fill(crops[crops.length - 1])];
    const all = await this.#run({ ...plan, crops: run }, signal);
    const { score, weight = new Float32Array(batch).fill(1) } = all;
    return { scores: score.subarray(0, crops.length), weights: weight.subarray(0, crops.length), all };
  }

  #run(plan: CropPlan, signal: AbortSignal | undefined): Promise<Record<string, Float32Array>> {
    const { input, graph, framedGraph } = this.#network;
    const batch = plan.crops.length;
    const { fixedFrame } = this.protocol;
    const { crop } = plan;
    const run = (kind: string, build: () => Graph, inputs: Inputs) =>
      this.#programs.use(
        `${kind} ${batch} of ${crop.width}x${crop.height}`,
        build,
        (program) => program.run(inputs),
        signal,
      );
    if (fixedFrame !== null && framedGraph !== undefined) {
      const corners = Float32Array.from(plan.crops.flatMap(({ top, left }) => [top, left]));
      return run('photo', () => framedGraph(batch, fixedFrame), { photo: plan.source.data, corners });
    }
    return run('crops', () => graph(batch, crop), { crops: cropTensor(plan, input) });
  }
}
