import { cropPhoto } from '../image/crop.ts';
import type { Photo } from '../image/photo.ts';
import type { Face, FaceDetector, FaceOptions } from './face-finder.ts';
import type { HyperIqa, QualityScore, ScoreOptions } from './hyperiqa-scorer.ts';

export interface FaceScore extends Face {
  /** HyperIQA on the pixels that the box touches, by the same protocol as the whole photo. */
  readonly score: number;
}

export interface PhotoScore extends QualityScore {
  /** The most confident first. */
  readonly faces: readonly FaceScore[];
}

/**
 * Scores a photo and every face in it. Faces of any size are scored, as both protocols enlarge what is too small; how
 * much a score means for a face of few pixels is another question.
 * @param faces null looks for none.
 * @throws what `HyperIqa.score` and `FaceDetector.find` throw.
 */
export async function scorePhoto(
  photo: Photo,
  quality: HyperIqa,
  faces: FaceDetector | null,
  options: ScoreOptions & FaceOptions = {},
): Promise<PhotoScore> {
  const whole = await quality.score(photo, options);
  const found = (await faces?.find(photo, options)) ?? [];
  const scored: FaceScore[] = [];
  for (const face of found) {
    const { score } = await quality.score(cropPhoto(photo, face.box), options);
    scored.push({ ...face, score });
  }
  return { ...whole, faces: scored };
}
