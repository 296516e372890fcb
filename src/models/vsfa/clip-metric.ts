/** VSFA's networks as metrics: the GPU processes frames one by one, and the CPU judges them in order. */
import { HyperIqaError } from '../../errors.ts';
import type { Compiler } from '../../graph/program.ts';
import { cropTensor, rgbCrops } from '../../image/crop-tensor.ts';
import { imageNet } from '../../image/normalisation.ts';
import { checkPhoto, type Photo } from '../../image/photo.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { checkFinite } from '../finite.ts';
import type { ClipJudge, ClipJudgement, Metric, MetricModel, OpenMetric } from '../metric.ts';
import { ProgramCache } from '../program-cache.ts';
import type { MetricInput, Score, ScoreOptions } from '../score.ts';
import { asTooLarge } from '../too-large.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { frameQualities, type Head } from './head.ts';
import { featuresGraph, leastSide } from './network.ts';

/** How a model maps the qualities from its head to scores. */
export interface ClipScale {
  /** A frame's quality on the scale of the score. */
  ofFrame(quality: number): number;
  /** The clip's score. @param qualities those of all frames, as the head returns them. */
  ofClip(qualities: readonly number[]): Score;
}

export class ClipMetric implements Metric, ClipJudge {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  readonly protocol = null;
  readonly label: string;
  readonly clips: ClipJudge = this;
  readonly #programs: ProgramCache;
  readonly #weights: WeightSource;
  readonly #head: Head;
  readonly #scale: ClipScale;

  constructor(compiler: Compiler, { model, checkpoint, file }: OpenMetric, head: Head, scale: ClipScale) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.label = `${model.name}/${checkpoint.label}`;
    this.#programs = new ProgramCache(compiler);
    this.#weights = weightsOf(file);
    this.#head = head;
    this.#scale = scale;
  }

  async score({ photo }: MetricInput, options: ScoreOptions = {}): Promise<Score> {
    const judgement = this.begin();
    judgement.add(await this.look(photo, options));
    return judgement.score();
  }

  async look(frame: Photo, { signal }: Pick<ScoreOptions, 'signal'> = {}): Promise<Float32Array> {
    checkPhoto(frame);
    const { width, height } = frame;
    const { title } = this.model;
    if (width < leastSide || height < leastSide) {
      throw new HyperIqaError(
        'IMAGE_TOO_SMALL',
        `${title} looks at frames of ${leastSide}x${leastSide} pixels or more; this one has ${width}x${height}.`,
      );
    }
    const size = { width, height };
    const plan = { source: frame, enlargement: 1, frame: size, crop: size, crops: [{ top: 0, left: 0 }] };
    const { features } = await this.#programs
      .use(
        `${width}x${height}`,
        () => featuresGraph(this.#weights, 1, size),
        (program) => program.run({ frames: cropTensor(plan, rgbCrops(imageNet)) }),
        signal,
      )
      .catch((error: unknown) => {
        throw asTooLarge(error, this.model, size);
      });
    checkFinite(title, features!);
    return features!;
  }

  begin(): ClipJudgement {
    const qualityOf = frameQualities(this.#head);
    const qualities: number[] = [];
    return {
      add: (seen) => {
        const quality = qualityOf(seen);
        qualities.push(quality);
        return this.#scale.ofFrame(quality);
      },
      score: () => {
        const score = this.#scale.ofClip(qualities);
        checkFinite(this.model.title, [score.value]);
        return score;
      },
    };
  }

  dispose(): void {
    void this.#programs.dispose();
  }
}
