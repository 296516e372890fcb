/** Opens the full-reference metrics, and compares photos with their references. */
import { HyperIqaError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import { windowMargin } from '../../graph/operators/fidelity/ssim-sums.ts';
import type { Compiler } from '../../graph/program.ts';
import { checkPhoto } from '../../image/photo.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { Metric, MetricCode, MetricModel, OpenMetric } from '../metric.ts';
import { ProgramCache } from '../program-cache.ts';
import type { MetricInput, Score, ScoreOptions } from '../score.ts';
import { differenceGraph, marginOf, type SimilarityForm, similarityGraph } from './network.ts';
import { checkPair, type PhotoPair, type UseProgram } from './pair.ts';
import { planRegions } from './regions.ts';
import { type ChannelSimilarity, multiScale, similarities, singleScale } from './similarity.ts';
import { lumaPsnr, psnr, type SquaredError, squaredError } from './squared-error.ts';

interface Formula {
  /** The least width and height of a photo, in pixels. */
  readonly side: number;
  /** For a photo of 512x384: there are no weights, and the size is the photo's. */
  graph(): Graph;
  value(use: UseProgram, pair: PhotoPair): Promise<number>;
}

function ofError(value: (error: SquaredError) => number): Formula {
  return {
    side: 1,
    graph: () => differenceGraph(512 * 384),
    value: async (use, pair) => value(await squaredError(use, pair)),
  };
}

function ofSimilarity(
  form: SimilarityForm,
  value: (scales: readonly (readonly ChannelSimilarity[])[]) => number,
): Formula {
  return {
    side: marginOf(form) + 1,
    graph: () => similarityGraph(planRegions(512, 384, windowMargin)[0], form),
    value: async (use, pair) => value(await similarities(use, pair, form)),
  };
}

function codeOf(formula: Formula): MetricCode {
  return {
    unit: 'photo',
    usualBatch: 1,
    request: () => undefined,
    graph: () => formula.graph(),
    open: async (compiler, row) => new FullReference(compiler, row, formula),
  };
}

export const formulas = {
  mse: codeOf(ofError(({ rgb }) => rgb)),
  psnr: codeOf(ofError(psnr)),
  ssim: codeOf(ofSimilarity({ source: 'rgb', clamped: false, scales: 1 }, singleScale)),
  'ms-ssim': codeOf(ofSimilarity({ source: 'rgb', clamped: false, scales: 5 }, multiScale)),
  'ssim-y': codeOf(ofSimilarity({ source: 'luma', clamped: true, scales: 1 }, singleScale)),
  'psnr-y': codeOf(ofError(lumaPsnr)),
} as const;

export type FormulaName = keyof typeof formulas;

class FullReference implements Metric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  readonly protocol = null;
  readonly label: string;
  readonly #formula: Formula;
  readonly #programs: ProgramCache;

  constructor(compiler: Compiler, { model, checkpoint }: OpenMetric, formula: Formula) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.label = `${model.name}/${checkpoint.label}`;
    this.#formula = formula;
    this.#programs = new ProgramCache(compiler);
  }

  /** Compares whole photos at their own size, in regions if they are large, which changes no bit of the score. */
  async score({ photo, reference }: MetricInput, { signal }: ScoreOptions = {}): Promise<Score> {
    const { title } = this.model;
    if (reference === undefined) {
      throw new HyperIqaError('REFERENCE', `${title} compares a photo with its reference, and none was given.`);
    }
    checkPhoto(photo);
    checkPhoto(reference);
    const pair = { photo, reference };
    checkPair(pair, title, this.#formula.side);
    return { value: await this.#formula.value((...work) => this.#programs.use(...work, signal), pair) };
  }

  dispose(): void {
    void this.#programs.dispose();
  }
}
