/** One decoded photo to its scores, told stage by stage. */
import { HyperIqaError } from '../../src/errors.ts';
import { type CropProtocol, cropSide, demoHeight, demoWidth, planCrops } from '../../src/image/crops.ts';
import type { Photo } from '../../src/image/photo.ts';
import type { CropScore } from '../../src/scoring/hyperiqa-scorer.ts';
import type { Metric, MetricName } from '../../src/scoring/metric.ts';
import { scorePhoto } from '../../src/scoring/photo-scorer.ts';
import type { Crops, Options, Result, Stage } from '../protocol.ts';
import type { Session } from './session.ts';

/** Told of every stage; what it throws ends the work. */
export type OnStage = (stage: Stage) => void;

/**
 * @throws HyperIqaError WEIGHTS when a metric or the face detector is wanted that has no weights, and what scoring throws.
 */
export async function scoreInStages(
  session: Session,
  photo: Photo,
  options: Options,
  stage: OnStage,
): Promise<Omit<Result, 'milliseconds'>> {
  const loaded = options.metrics.map((name) => session.metrics.get(name) ?? missing(name));
  const detector = options.faces ? (session.faces ?? missing('face-detector')) : null;
  let total = loaded.length;
  let done = 0;
  const counted = loaded.map(({ metric }): Metric => {
    return {
      name: metric.name,
      async score(pixels, scoreOptions) {
        stage({ kind: 'scoring', done, total });
        const result = await metric.score(pixels, scoreOptions);
        done++;
        return result;
      },
    };
  });
  const faces = detector && {
    async find(...args: Parameters<typeof detector.find>) {
      stage({ kind: 'faces' });
      const found = await detector.find(...args);
      total += found.length * loaded.length;
      return found;
    },
  };
  const result = await scorePhoto(photo, counted, faces, options);
  stage({ kind: 'scoring', done, total });
  const hyperIqa = loaded.find(({ metric }) => metric.name === 'hyperiqa');
  return {
    ...result,
    crops: hyperIqa === undefined ? null : cropsOf(photo, hyperIqa.protocol ?? 'demo', result.crops),
    model: loaded.map(({ model }) => model).join(','),
    adapter: session.engine.adapter.name,
  };
}

function missing(name: MetricName | 'face-detector'): never {
  throw new HyperIqaError(
    'WEIGHTS',
    `This page has no weights of ${name}: drop a checkpoint of it onto the page, or score without.`,
  );
}

function cropsOf(photo: Photo, protocol: CropProtocol, crops: readonly CropScore[]): Crops {
  const mean = crops.reduce((sum, { score }) => sum + score, 0) / crops.length;
  const variance = crops.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / crops.length;
  return { ...cropFrame(photo, protocol), side: cropSide, crops, mean, spread: Math.sqrt(variance) };
}

/** The size of the picture that the protocol cuts crops from. */
function cropFrame(photo: Photo, protocol: CropProtocol): { readonly width: number; readonly height: number } {
  if (protocol === 'demo') return { width: demoWidth, height: demoHeight };
  const { enlargement } = planCrops(photo, { protocol, crops: 1, seed: 0 });
  return { width: Math.floor(photo.width * enlargement), height: Math.floor(photo.height * enlargement) };
}
