import { HyperIqaError } from '../errors.ts';
import type { Compiler } from '../graph/program.ts';
import { greyOf } from '../image/grey.ts';
import type { Photo } from '../image/photo.ts';
import { featuresOf } from '../models/brisque/features.ts';
import { brisqueGraph } from '../models/brisque/network.ts';
import { type Regression, readRegression, scoreOf } from '../models/brisque/regression.ts';
import type { WeightSource } from '../models/weight-source.ts';
import { ProgramShelf } from './program-shelf.ts';

export interface BrisqueScore {
  /** 0 (best) to 100 (worst). */
  readonly score: number;
  /** The 36 features that it is made of; NaN where the photo is flat. */
  readonly features: Float32Array;
}

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
   * Scores one photo of any size from 2x2 on, whole and unscaled.
   * @throws HyperIqaError IMAGE_TOO_SMALL; IMAGE_TOO_LARGE when the adapter cannot hold it; OUT_OF_MEMORY, DEVICE_LOST.
   */
  async score(photo: Photo): Promise<BrisqueScore> {
    const { width, height } = photo;
    if (width < 2 || height < 2) {
      throw new HyperIqaError('IMAGE_TOO_SMALL', `BRISQUE looks at two scales: ${width}x${height} cannot be halved.`);
    }
    const run = { grey: greyOf(photo) };
    const { whole, half } = await this.#programs
      .use(
        `${width}x${height}`,
        () => brisqueGraph(height, width),
        (program) => program.run(run),
      )
      .catch((error: unknown) => {
        if (!(error instanceof HyperIqaError) || error.code !== 'LIMIT') throw error;
        const message = `${width}x${height} is more than BRISQUE can look at on this adapter: make the photo smaller.`;
        throw new HyperIqaError('IMAGE_TOO_LARGE', message, { cause: error });
      });
    const features = featuresOf(whole, half, width, height);
    return { score: scoreOf(features, this.#regression), features };
  }
}
