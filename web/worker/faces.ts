/** Opens what judges faces, and checks a camera's picture against rules. */
import { photoDrawn } from '../../src/browser/drawable.ts';
import type { Metric } from '../../src/models/metric.ts';
import {
  parseRequirements,
  type Requirement,
  rulesNeed,
  type Verdict,
  verdictsOn,
} from '../../src/scoring/requirements.ts';
import { needsLandmarks, scoreFace } from '../../src/scoring/score-face.ts';
import type { FaceJudges } from '../../src/scoring/score-photo.ts';
import type { Options } from '../protocol.ts';
import type { Session } from './session.ts';

/** @throws HyperIqaError USAGE */
export function rulesOf(text: string): readonly Requirement[] {
  return text === '' ? [] : parseRequirements(text);
}

/**
 * Opens what judges faces. Called when a face was found, so that the page does not load these weights before.
 * @throws HyperIqaError WEIGHTS where the page has none of the landmarks' model; what opening that throws, and `openMetrics`.
 */
export async function openFaceJudges(
  session: Session,
  { metrics: ofPhotos, faceMetrics, landmarks }: Options,
  rules: readonly Requirement[],
  openMetrics: (names: readonly string[]) => Promise<readonly Metric[]>,
): Promise<FaceJudges> {
  const names = faceMetrics.length === 0 ? ofPhotos : faceMetrics;
  const metrics = await openMetrics(names);
  const aligns = needsLandmarks(
    metrics.map(({ model }) => model),
    session.detector,
  );
  const landmarker = landmarks || rulesNeed(rules, 'landmarks') || aligns ? await session.landmarks() : null;
  return { metrics, landmarker };
}

/**
 * Checks a camera's picture against the rules. Only what the rules need is computed, so that the answer comes while people still
 * hold the pose.
 */
export async function checkPicture(
  session: Session,
  bitmap: ImageBitmap,
  options: Options,
): Promise<readonly Verdict[]> {
  const rules = rulesOf(options.rules);
  const isAbout = (name: string) => rules.some(({ quantity }) => quantity.name === name);
  const photo = photoDrawn(bitmap);
  const { width, height } = photo;
  const { crops, seed } = options;
  // Loaded only if a rule needs its score.
  const metric = isAbout('score') ? await session.metric(options.metrics[0]!) : null;
  const score = metric && (await metric.score({ photo }, { crops, seed })).value;
  const found = options.faces ? await (await session.faces()).find(photo, options) : [];
  // Only the most confident face, which comes first, is scored; the others are counted.
  const scores = isAbout('face-score') ? options : { ...options, metrics: [], faceMetrics: [] };
  const openAll = (names: readonly string[]) => Promise.all(names.map((name) => session.metric(name)));
  const { metrics, landmarker } =
    found.length === 0 ? { metrics: [], landmarker: null } : await openFaceJudges(session, scores, rules, openAll);
  const faces = await Promise.all(
    found.map(async (face, i) => {
      const surroundings = { photo, reference: undefined, landmarker: i === 0 ? landmarker : null };
      return (await scoreFace(face, surroundings, i === 0 ? metrics : [], { crops, seed })).score;
    }),
  );
  return verdictsOn({ score, width, height, faces }, rules);
}
