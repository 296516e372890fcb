/** Opens BRISQUE as a metric, and scores photos with it. */
import { HyperIqaError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Compiler } from '../../graph/program.ts';
import { checkPhoto, type Photo } from '../../image/photo.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { Metric, MetricModel, OpenMetric } from '../metric.ts';
import { ProgramCache } from '../program-cache.ts';
import type { MetricInput, Score, ScoreOptions } from '../score.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { planBands } from './bands.ts';
import { featuresOf } from './features.ts';
import { brisqueMoments } from './moments.ts';
import { brisqueGraph } from './network.ts';
import { type Regression, readRegression, regressionConstants, scoreOf } from './regression.ts';

export const unit = 'photo';
export const usualBatch = 1;

export function request(weights: WeightSource): void {
  regressionConstants(weights);
}

/** Positions are exact in float32 up to here. OpenCV does not read longer sides either. */
const longestSide = 2 ** 20;

/** For a photo of 512x384: the network has no weights, and its size is the photo's. */
export function graph(): Graph {
  const { rows, halfRows } = planBands(384, 512);
  return brisqueGraph(rows, halfRows, 512);
}

/** Reads all weights. @throws HyperIqaError WEIGHTS when these are not BRISQUE's. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Brisque> {
  return new Brisque(compiler, row, await readRegression(weightsOf(file)));
}

export class Brisque implements Metric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  readonly protocol = null;
  readonly label: string;
  readonly #programs: ProgramCache;
  readonly #regression: Regression;

  constructor(compiler: Compiler, { model, checkpoint }: Omit<OpenMetric, 'file'>, regression: Regression) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.label = `${model.name}/${checkpoint.label}`;
    this.#programs = new ProgramCache(compiler);
    this.#regression = regression;
  }

  async score({ photo }: MetricInput, options: ScoreOptions = {}): Promise<Score> {
    return { value: (await this.judge(photo, options)).score };
  }

  /**
   * Scores one photo of at least 2x2, whole and at its own size, in bands if it is large: 0 (best) to 100 (worst), with the 36
   * features that the score is computed from, NaN where the photo is flat.
   * @throws HyperIqaError IMAGE_TOO_SMALL; IMAGE_TOO_LARGE when a side is longer than 1,048,576 pixels, or the adapter cannot
   * hold even a few of its rows; OUT_OF_MEMORY, DEVICE_LOST.
   */
  async judge(
    photo: Photo,
    { signal }: Pick<ScoreOptions, 'signal'> = {},
  ): Promise<{ readonly score: number; readonly features: Float32Array }> {
    checkPhoto(photo);
    const { width, height } = photo;
    if (width < 2 || height < 2) {
      throw new HyperIqaError('IMAGE_TOO_SMALL', `BRISQUE needs two scales: ${width}x${height} cannot be halved.`);
    }
    if (width > longestSide || height > longestSide) throw tooLarge(photo, 'sides of more than 1,048,576 pixels');
    const plan = planBands(height, width);
    const { whole, half } = await this.#programs
      .use(
        `${width}x${plan.rows}, ${plan.halfRows}`,
        () => brisqueGraph(plan.rows, plan.halfRows, width),
        (program) => brisqueMoments(program, photo, plan),
        signal,
      )
      .catch((error: unknown) => {
        if (!(error instanceof HyperIqaError) || error.code !== 'LIMIT') throw error;
        throw tooLarge(photo, 'so long rows on this adapter', error);
      });
    const features = featuresOf(whole, half, width, height);
    return { score: scoreOf(features, this.#regression), features };
  }

  dispose(): void {
    void this.#programs.dispose();
  }
}

function tooLarge({ width, height }: Photo, what: string, cause?: unknown): HyperIqaError {
  const message = `BRISQUE cannot score ${what}: make the photo of ${width}x${height} smaller, or cut it.`;
  return new HyperIqaError('IMAGE_TOO_LARGE', message, { cause });
}
