import { HyperIqaError } from '../errors.ts';
import type { TensorFile } from '../formats/tensor-file.ts';
import type { Graph } from '../graph/graph.ts';
import type { Compiler, Program } from '../graph/program.ts';
import { cropTensor } from '../image/crop-tensor.ts';
import {
  type CropPlan,
  type CropPosition,
  type CropProtocol,
  demoHeight,
  demoWidth,
  planCrops,
} from '../image/crops.ts';
import type { Photo } from '../image/photo.ts';
import { hyperIqaGraph, hyperIqaPhotoGraph } from '../models/hyperiqa/network.ts';
import type { WeightSource } from '../models/weight-source.ts';
import { oneAhead } from './ahead.ts';

/** Crops that one run scores at most: memory grows with it, and time per crop hardly falls. */
const largestBatch = 10;

/** As the checkpoints' makers do. */
export const defaultCrops: Readonly<Record<CropProtocol, number>> = { demo: 10, uniform: 25 };

export interface ScoreOptions {
  /** At least 1; 10 (demo) or 25 (uniform) when left out. */
  readonly crops?: number;
  /** Of the draws of protocol demo, as in torch.manual_seed; 0 when left out. */
  readonly seed?: number;
}

export interface CropScore {
  /** The crop's upper left pixel in the photo that the protocol cuts crops from (demo: squashed to 384x512). */
  readonly top: number;
  readonly left: number;
  readonly score: number;
}

export interface QualityScore {
  /** The mean of the crops' scores. 0..100 with the authors' checkpoint, about 0..1 with pyiqa's; higher is better. */
  readonly score: number;
  readonly crops: readonly CropScore[];
}

/** HyperIQA on an engine: photos to scores. Programs are compiled when a batch size first comes up, and kept. */
export class HyperIqa {
  readonly name = 'hyperiqa';
  readonly protocol: CropProtocol;
  readonly #engine: Compiler;
  readonly #weights: WeightSource;
  readonly #programs = new Map<number, Promise<Program>>();

  /**
   * @param weights are read whenever a new batch size comes up, so their file must stay open.
   * @param protocol how crops are cut; the checkpoint's makers' own is `protocolOf(file)`.
   * @throws HyperIqaError WEIGHTS when these are not HyperIQA's weights.
   */
  constructor(engine: Compiler, weights: WeightSource, protocol: CropProtocol) {
    hyperIqaGraph(weights, 1);
    this.#engine = engine;
    this.#weights = weights;
    this.protocol = protocol;
  }

  /**
   * Scores one photo of any size.
   * @throws HyperIqaError USAGE for options out of range; WEIGHTS when scores come out as no numbers; OUT_OF_MEMORY,
   * LIMIT, DEVICE_LOST from the GPU.
   */
  async score(photo: Photo, options: ScoreOptions = {}): Promise<QualityScore> {
    const { crops = defaultCrops[this.protocol], seed = 0 } = options;
    const plan = planCrops(photo, { protocol: this.protocol, crops, seed });
    const scores = await this.#scoreCrops(plan);
    if (!scores.every(Number.isFinite)) {
      throw new HyperIqaError(
        'WEIGHTS',
        'The network scores crops with no number: its weights hold infinities or NaN, or are too large to compute with. ' +
          'Get the checkpoint again, convert it without --dtype f16, and score with precision f32.',
      );
    }
    return {
      score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
      crops: plan.crops.map(({ top, left }, i) => ({ top, left, score: scores[i]! })),
    };
  }

  /** In runs of equal size, of which the next is uploaded while one computes. */
  async #scoreCrops(plan: CropPlan): Promise<readonly number[]> {
    const count = plan.crops.length;
    const batch = Math.ceil(count / Math.ceil(count / largestBatch));
    const starts = Array.from({ length: Math.ceil(count / batch) }, (_, run) => run * batch);
    const scores: number[] = [];
    for await (const some of oneAhead(starts, (start) => this.#scoreRun(plan, start, batch))) scores.push(...some);
    return scores;
  }

  /** Of `batch` crops from `start` on; what lacks at the end is filled up with the last one. */
  async #scoreRun(plan: CropPlan, start: number, batch: number): Promise<Float32Array> {
    const crops = plan.crops.slice(start, start + batch);
    const run = [...crops, ...Array<CropPosition>(batch - crops.length).fill(crops[crops.length - 1]!)];
    const { score } = await this.#run({ ...plan, crops: run });
    return score!.subarray(0, crops.length);
  }

  /** All crops of the plan at once. The GPU cuts them where every photo comes in one size: programs fit a size. */
  async #run(plan: CropPlan): Promise<Record<string, Float32Array>> {
    const batch = plan.crops.length;
    if (this.protocol === 'demo') {
      const program = await this.#programFor(batch, () =>
        hyperIqaPhotoGraph(this.#weights, batch, demoHeight, demoWidth),
      );
      const corners = Float32Array.from(plan.crops.flatMap(({ top, left }) => [top, left]));
      return program.run({ photo: plan.resized.data, corners });
    }
    const program = await this.#programFor(batch, () => hyperIqaGraph(this.#weights, batch));
    return program.run({ crops: cropTensor(plan) });
  }

  #programFor(batch: number, graph: () => Graph): Promise<Program> {
    const known = this.#programs.get(batch);
    if (known !== undefined) return known;
    const compiling = this.#engine.compile(graph());
    this.#programs.set(batch, compiling);
    // A failure (no memory left, say) is this call's answer, not that of later ones.
    compiling.catch(() => this.#programs.delete(batch));
    return compiling;
  }
}

/** The protocol of a converted checkpoint's makers, by its metadata; `demo` where it says none. */
export function protocolOf(file: TensorFile): CropProtocol {
  return file.metadata.protocol === 'uniform' ? 'uniform' : 'demo';
}
