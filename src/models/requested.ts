/** Which metrics a run scores with, from what was named, which weights were given, and what is usual. */
import type { MetricModel } from './metric.ts';

/** The metrics of a run that names none. */
export interface UsualMetrics {
  readonly ofPhotos: MetricModel;
  /** null where those of photos judge faces, or no faces are searched for. */
  readonly ofFaces: MetricModel | null;
}

export interface RequestedMetrics {
  readonly ofPhotos: readonly MetricModel[];
  /** null where the photo's metrics judge faces. */
  readonly ofFaces: readonly MetricModel[] | null;
}

/**
 * Metrics that are named, or else those of the given weights, score both photos and faces; the usual ones score where nothing was
 * asked for.
 * @param named for photos; null if none was.
 * @param ofFaces named for faces; null if none was, or no faces are searched for.
 * @param held by the given files of weights.
 */
export function requestedMetrics(
  named: readonly MetricModel[] | null,
  ofFaces: readonly MetricModel[] | null,
  held: readonly MetricModel[],
  usual: UsualMetrics,
): RequestedMetrics {
  const given = held.filter((model) => !ofFaces?.includes(model));
  const asked = named ?? (given.length > 0 ? given : null);
  const usualOfFaces = asked === null && usual.ofFaces !== null ? [usual.ofFaces] : null;
  return { ofPhotos: asked ?? [usual.ofPhotos], ofFaces: ofFaces ?? usualOfFaces };
}
