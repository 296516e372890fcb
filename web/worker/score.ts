/** Scores one decoded photo, and reports each stage. */
import type { Photo } from '../../src/image/photo.ts';
import type { Metric } from '../../src/models/metric.ts';
import type { ScoredCrops } from '../../src/models/score.ts';
import { verdictsOn } from '../../src/scoring/requirements.ts';
import { type PhotoOptions, scorePhoto } from '../../src/scoring/score-photo.ts';
import type { Crops, Options, Result, Stage } from '../protocol.ts';
import { openFaceJudges, rulesOf } from './faces.ts';
import { isOpen, openAvailable } from './open-metrics.ts';
import type { Session } from './session.ts';

/** Called at every stage; what it throws ends the work. */
export type OnStage = (stage: Stage) => void;

/** @throws HyperIqaError WEIGHTS when the face detector has no weights; what scoring throws, or opening when no metric opens. */
export async function scoreInStages(
  session: Session,
  photo: Photo,
  options: Options & Pick<PhotoOptions, 'reference'>,
  stage: OnStage,
): Promise<Omit<Result, 'milliseconds'>> {
  const rules = rulesOf(options.rules);
  const openMetrics = (names: readonly string[]) => openAvailable(session, names);
  const metrics = await openMetrics(options.metrics);
  const detector = options.faces ? await session.faces() : null;
  let total = metrics.length;
  let done = 0;
  const counted = (metric: Metric): Metric => {
    const { model, checkpoint, protocol, label } = metric;
    return {
      ...{ model, checkpoint, protocol, label },
      async score(input, scoreOptions) {
        stage({ kind: 'scoring', done, total });
        const result = await metric.score(input, scoreOptions);
        done++;
        return result;
      },
      dispose: () => metric.dispose(),
    };
  };
  const judges = new Set(metrics);
  const faces = detector && {
    async find(...args: Parameters<typeof detector.find>) {
      stage({ kind: 'faces' });
      const found = await detector.find(...args);
      total += found.length * (options.faceMetrics.length || metrics.length);
      return found;
    },
  };
  const openJudges = async () => {
    const ofFaces = await openFaceJudges(session, options, rules, openMetrics);
    for (const metric of ofFaces.metrics) judges.add(metric);
    return { ...ofFaces, metrics: ofFaces.metrics.map(counted) };
  };
  const scoring = { ...options, openFaceJudges: openJudges };
  const result = await scorePhoto(photo, metrics.map(counted), faces, scoring);
  stage({ kind: 'scoring', done, total });
  const crops = result.results.find((each) => each.crops !== undefined)?.crops;
  return {
    ...result,
    ...(rules.length === 0
      ? {}
      : { requirements: verdictsOn({ ...result, width: photo.width, height: photo.height }, rules) }),
    crops: crops === undefined ? null : cropsOf(crops),
    model: [...judges]
      .filter(isOpen)
      .map(({ label }) => label)
      .join(','),
    adapter: session.engine.adapter.name,
  };
}

function cropsOf({ frame, side, scores }: ScoredCrops): Crops {
  const mean = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / scores.length;
  return { ...frame, side, crops: scores, mean, spread: Math.sqrt(variance) };
}
