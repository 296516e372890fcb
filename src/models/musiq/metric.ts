/** Scores a photo: the convolutions take its patches in batches, then the transformer takes all of them. */
import type { Compiler } from '../../graph/program.ts';
import { hashedPositions, type PatchGrid, patchGrid, writePatch } from '../../image/patch-grid.ts';
import { checkPhoto } from '../../image/photo.ts';
import type { CropProtocol, Scale } from '../../image/protocols/protocol.ts';
import { prefetched } from '../../prefetch.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { checkFinite } from '../finite.ts';
import type { Metric, MetricModel, OpenMetric } from '../metric.ts';
import { ProgramCache } from '../program-cache.ts';
import type { MetricInput, Score, ScoreOptions } from '../score.ts';
import { asTooLarge } from '../too-large.ts';
import type { WeightSource } from '../weight-source.ts';
import { patchesAtOnce, patchGraph, transformerGraph } from './graphs.ts';
import { type Gelu, widthsOf } from './network.ts';
import { cubicScales, patchSide } from './protocol.ts';

/** A patch of one of the scales. */
interface Patch {
  readonly scale: Scale;
  readonly grid: PatchGrid;
  readonly index: number;
}

export class Musiq implements Metric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  readonly protocol: CropProtocol;
  readonly label: string;
  readonly #weights: WeightSource;
  readonly #gelu: Gelu;
  readonly #programs: ProgramCache;

  constructor(
    compiler: Compiler,
    { model, checkpoint, protocol }: Omit<OpenMetric, 'file'>,
    weights: WeightSource,
    gelu: Gelu,
  ) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.protocol = protocol ?? cubicScales;
    this.label = `${model.name}/${checkpoint.label}/${this.protocol.name}`;
    this.#weights = weights;
    this.#gelu = gelu;
    this.#programs = new ProgramCache(compiler);
  }

  /**
   * A network trained on vote counts gives their mean, and in `parts` the share of each rating.
   * @throws as `Metric.score`.
   */
  async score({ photo }: MetricInput, { signal }: ScoreOptions = {}): Promise<Score> {
    checkPhoto(photo);
    const { cells, scales: known } = widthsOf(this.#weights);
    // A network that was trained on one scale takes only the photo at its own size.
    const shown = this.protocol.scales!(photo).slice(-known);
    const scales = shown.map((scale) => ({ scale, grid: patchGrid(scale, patchSide) }));
    const positions = scales.flatMap(({ grid }) => hashedPositions(grid, cells));
    const numbers = scales.flatMap(({ grid }, i) => Array<number>(grid.rows * grid.columns).fill(i));
    const patches = scales.flatMap(({ scale, grid }) =>
      Array.from({ length: grid.rows * grid.columns }, (_, index): Patch => ({ scale, grid, index })),
    );
    const outputs = await this.#transform(await this.#vectors(patches, signal), positions, numbers, signal).catch(
      (error: unknown) => {
        throw asTooLarge(error, this.model, photo);
      },
    );
    const { score, distribution } = outputs;
    checkFinite(this.model.title, distribution ?? score!);
    if (distribution === undefined) return { value: score![0]! };
    const shares = Array.from(distribution, (share, i): [string, number] => [String(i + 1), share]);
    return { value: shares.reduce((sum, [, share], i) => sum + share * (i + 1), 0), parts: Object.fromEntries(shares) };
  }

  dispose(): void {
    void this.#programs.dispose();
  }

  /** Row by row; the last run is padded with empty patches. */
  async #vectors(patches: readonly Patch[], signal: AbortSignal | undefined): Promise<Float32Array> {
    const { width } = widthsOf(this.#weights);
    const vectors = new Float32Array(patches.length * width);
    const starts = Array.from({ length: Math.ceil(patches.length / patchesAtOnce) }, (_, run) => run * patchesAtOnce);
    const length = 3 * patchSide * patchSide;
    const run = async (start: number) => {
      const input = new Float32Array(patchesAtOnce * length);
      for (const [i, { scale, grid, index }] of patches.slice(start, start + patchesAtOnce).entries()) {
        writePatch(scale, grid, index, input, i * length);
      }
      const outputs = await this.#programs.use(
        'patches',
        () => patchGraph(this.#weights, patchesAtOnce),
        (program) => program.run({ patches: input }),
        signal,
      );
      return { start, made: outputs.embedding! };
    };
    for await (const { start, made } of prefetched(starts, run)) {
      vectors.set(made.subarray(0, vectors.length - start * width), start * width);
    }
    return vectors;
  }

  /**
   * Uses a program for at least as many tokens, the surplus of which is masked, so that photos of many sizes need few programs.
   */
  #transform(
    vectors: Float32Array,
    positions: readonly number[],
    scales: readonly number[],
    signal: AbortSignal | undefined,
  ): Promise<Record<string, Float32Array>> {
    const { width } = widthsOf(this.#weights);
    const count = roundedTokens(positions.length + 1) - 1;
    const filled = (values: ArrayLike<number>, length: number) => {
      const result = new Float32Array(length);
      result.set(values);
      return result;
    };
    const inputs = {
      vectors: filled(vectors, count * width),
      positions: filled(positions, count),
      scales: filled(scales, count),
      counts: Float32Array.of(positions.length + 1),
    };
    return this.#programs.use(
      `${count} vectors`,
      () => transformerGraph(this.#weights, count, this.#gelu),
      (program) => program.run(inputs),
      signal,
    );
  }
}

/** Rounds up to one of sixteen numbers between powers of two, and to whole blocks of 32. */
export function roundedTokens(count: number): number {
  const step = Math.max(32, 2 ** (Math.floor(Math.log2(count)) - 4));
  return Math.ceil(count / step) * step;
}
