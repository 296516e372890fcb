/** Opens what faces need: the detector, the metrics of faces, and the landmark network where something needs it. */
import { photoDrawn } from '../../src/browser/drawable.ts';
import type { FaceDetector } from '../../src/models/detector.ts';
import type { FaceLandmarker } from '../../src/models/landmarks.ts';
import type { Metric } from '../../src/models/metric.ts';
import {
  parseRequirements,
  type Requirement,
  rulesNeed,
  type Verdict,
  verdictsOn,
} from '../../src/scoring/requirements.ts';
import { needsLandmarks, scoreFace } from '../../src/scoring/score-face.ts';
import type { Options } from '../protocol.ts';
import type { Session } from './session.ts';

/** @throws HyperIqaError USAGE */
export function rulesOf(text: string): readonly Requirement[] {
  return text === '' ? [] : parseRequirements(text);
}

interface FaceWork {
  /** null, like the other fields, if no faces are searched for. */
  readonly detector: FaceDetector | null;
  /** null if the photo's metrics also judge faces. */
  readonly faceMetrics: readonly Metric[] | null;
  readonly landmarker: FaceLandmarker | null;
}

/** @throws HyperIqaError WEIGHTS where the page has none of a model; what opening throws. */
export async function openForFaces(
  session: Session,
  { faces, faceMetrics: names, landmarks }: Options,
  rules: readonly Requirement[],
): Promise<FaceWork> {
  if (!faces) return { detector: null, faceMetrics: null, landmarker: null };
  const faceMetrics = names.length === 0 ? null : await Promise.all(names.map((name) => session.metric(name)));
  const aligns = needsLandmarks(
    (faceMetrics ?? []).map(({ model }) => model),
    session.detector,
  );
  const landmarker = landmarks || rulesNeed(rules, 'landmarks') || aligns ? await session.landmarks() : null;
  return { detector: await session.faces(), faceMetrics, landmarker };
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
  const { detector, faceMetrics, landmarker } = await openForFaces(session, options, rules);
  // Loaded only if a rule needs its score.
  const first = () => session.metric(options.metrics[0]!);
  const { crops, seed } = options;
  const score = isAbout('score') ? (await (await first()).score({ photo }, { crops, seed })).value : null;
  const judges = isAbout('face-score') ? (faceMetrics ?? [await first()]) : [];
  const found = (await detector?.find(photo, options)) ?? [];
  // Only the most confident face, which comes first, is scored; the others are counted.
  const faces = await Promise.all(
    found.map(async (face, i) => {
      const surroundings = { photo, reference: undefined, landmarker: i === 0 ? landmarker : null };
      return (await scoreFace(face, surroundings, i === 0 ? judges : [], { crops, seed })).score;
    }),
  );
  return verdictsOn({ score, width, height, faces }, rules);
}
