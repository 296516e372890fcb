import { HyperIqaError } from '../errors.ts';
import type { Compiler } from '../graph/program.ts';
import type { Photo } from '../image/photo.ts';
import { planBands } from '../models/brisque/bands.ts';
import { featuresOf } from '../models/brisque/features.ts';
import { brisqueGraph } from '../models/brisque/network.ts';
import { type Regression, readRegression, scoreOf } from '../models/brisque/regression.ts';
import type { WeightSource } from '../models/weight-source.ts';
import { brisqueMoments } from './brisque-moments.ts';
import { ProgramShelf } from './program-shelf.ts';

export interface BrisqueScore {
  /** 0 (best) to 100 (worst). */
  readonly score: number;
  /** The 36 features that it is made of; NaN where the photo is flat. */
  readonly features: Float32Array;
}

/** Up to here positions are exact in float32. OpenCV reads no longer sides either. */
const longestSide = 2 ** 20;

/** BRISQUE on an engine: judges how natural a photo's statistics are, without having learnt what photos show. */
export class Brisque {
  readonly name = 'brisque';
  readonly #programs: ProgramShelf;
  readonly #regression: Regression;

  private constructor(engine: Compiler, regression: Regression) {
    this.#programs = new ProgramShelf(engine);
    this.#regression = regression;
  }

  /** Reads all weights. @throws HyperIqaError WEIGHTS when these are not BRISQUE's. */
  static async load(engine: Compiler, weights: WeightSource): Promise<Brisque> {
    return new Brisque(engine, await readRegression(weights));
  }

  /**
   * Scores one photo from 2x2 on, whole and unscaled; a large one in bands, which changes no bit of the score.
   * @throws HyperIqaError IMAGE_TOO_SMALL; IMAGE_TOO_LARGE when a side is longer than 1,048,576 pixels, or the rows
   * longer than this adapter can hold some of; OUT_OF_MEMORY, DEVICE_LOST.
   */
  async score(photo: Photo): Promise<BrisqueScore> {
    const { width, height } = photo;
    if (width < 2 || height < 2) {
      throw new HyperIqaError('IMAGE_TOO_SMALL', `BRISQUE looks at two scales: ${width}x${height} cannot be halved.`);
    }
    if (width > longestSide || height > longestSide) throw tooLarge(photo, 'sides of more than 1,048,576 pixels');
    const plan = planBands(height, width);
    const { whole, half } = await this.#programs
      .use(
        `${width}x${plan.rows}, ${plan.halfRows}`,
        () => brisqueGraph(plan.rows, plan.halfRows, width),
        (program) => brisqueMoments(program, photo, plan),
      )
      .catch((error: unknown) => {
        if (!(error instanceof HyperIqaError) || error.code !== 'LIMIT') throw error;
        throw tooLarge(photo, 'so long rows on this adapter', error);
      });
    const features = featuresOf(whole, half, width, height);
    return { score: scoreOf(features, this.#regression), features };
  }
}

function tooLarge({ width, height }: Photo, what: string, cause?: unknown): HyperIqaError {
  const message = `BRISQUE cannot score ${what}: make the photo of ${width}x${height} smaller, or cut it.`;
  return new HyperIqaError('IMAGE_TOO_LARGE', message, { cause });
}
