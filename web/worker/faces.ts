/** What looks at faces: the detector, what judges them, and their landmarks where something needs these. */
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
  /** null where no faces are looked for, as the others. */
  readonly detector: FaceDetector | null;
  /** null where the metrics of photos judge faces. */
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
    null,
  );
  const landmarker = landmarks || rulesNeed(rules, 'landmarks') || aligns ? await session.landmarks() : null;
  return { detector: await session.faces(), faceMetrics, landmarker };
}

/**
 * How what a camera sees stands to the rules. Only what they are about is computed, since the answer should come while
 * people still hold their heads so.
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
  // Its weights are loaded only where a rule needs its score.
  const first = () => session.metric(options.metrics[0]!);
  const { crops, seed } = options;
  const score = isAbout('score') ? (await (await first()).score({ photo }, { crops, seed })).value : null;
  const judges = isAbout('face-score') ? (faceMetrics ?? [await first()]) : [];
  const found = (await detector?.find(photo, options)) ?? [];
  // Of several faces, the most confident counts; the others are only counted.
  const faces = await Promise.all(
    found.map(async (face, i) => {
      const surroundings = { photo, reference: undefined, landmarker: i === 0 ? landmarker : null };
      return (await scoreFace(face, surroundings, i === 0 ? judges : [], { crops, seed })).score;
    }),
  );
  return verdictsOn({ score, width, height, faces }, rules);
}
