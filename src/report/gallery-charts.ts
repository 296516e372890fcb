/** Draws a histogram of each metric's scores of photos, and of faces if there are any, for the gallery. */
import type { Gallery, GalleryMetric } from './gallery-page.ts';
import { histogramChart } from './histogram.ts';

/** SVG documents; none for fewer than two scores, which have no distribution. */
export function galleryCharts({
  metrics,
  faceMetrics,
  photos,
}: Pick<Gallery, 'metrics' | 'faceMetrics' | 'photos'>): readonly string[] {
  const faces = photos.flatMap((photo) => photo.faces);
  return [
    ...metrics.map((metric) => chart(metric, photos, 'photos')),
    ...faceMetrics.map((metric) => chart(metric, faces, 'faces')),
  ].filter((drawn) => drawn !== null);
}

function chart(
  { name, title, better }: GalleryMetric,
  judged: readonly { readonly scores: Readonly<Record<string, number>> }[],
  counted: 'photos' | 'faces',
): string | null {
  const values = judged.map(({ scores }) => scores[name]!).filter(Number.isFinite);
  if (values.length < 2) return null;
  const label = `${name}, ${better} is better`;
  return histogramChart({ title: counted === 'faces' ? `Faces: ${title}` : title, label, values, counted });
}
