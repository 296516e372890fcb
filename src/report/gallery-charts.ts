/** Draws a histogram of each metric's scores for the gallery. */
import type { GalleryMetric, GalleryPhoto } from './gallery-page.ts';
import { histogramChart } from './histogram.ts';

/** SVG documents. */
export function galleryCharts(
  metrics: readonly GalleryMetric[],
  photos: readonly Pick<GalleryPhoto, 'scores'>[],
): readonly string[] {
  return metrics.map(({ name, title, better }) => {
    const values = photos.map(({ scores }) => scores[name]!).filter(Number.isFinite);
    return histogramChart({ title, label: `${name}, ${better} is better`, values });
  });
}
