/** Exports the list as a self-contained page that can be sorted and filtered. */
import { metricModels } from '../../../src/models/registry.ts';
import type { GalleryMetric, GalleryPhoto } from '../../../src/report/gallery-page.ts';
import type { MetricResult } from '../../../src/scoring/judge.ts';
import type { Picture, Result } from '../../protocol.ts';
import { failureWords } from '../format.ts';
import { titleOf } from '../result.ts';
import type { PhotoEntry } from '../state/photo.ts';
import { warningsOf } from './record.ts';

/**
 * An HTML document about the photos that have a result.
 * @param hasFaces whether to include their faces.
 */
export async function reportOf(entries: readonly PhotoEntry[], hasFaces: boolean): Promise<string> {
  const { galleryPage } = await import('../../../src/report/gallery-page.ts');
  const photos: GalleryPhoto[] = [];
  const results: Result[] = [];
  for (const { name, status, picture } of entries) {
    if (status.value.kind !== 'scored' || picture.value === null) continue;
    const { result } = status.value;
    results.push(result);
    const shown = hasFaces ? result : { ...result, faces: [] };
    photos.push(await photoOf(name, shown, { ...picture.value, warnings: warningsOf(status.value, picture.value) }));
  }
  const failed = entries.flatMap(({ name, status: { value } }) =>
    value.kind === 'failed' ? [{ name, message: value.error.message }] : [],
  );
  const said = [...new Set(results.flatMap(({ model, adapter }) => [...model.split(','), adapter]))];
  const about = [...said, new Date().toISOString().slice(0, 10)].join(' · ');
  // Without histograms, whose charting library is larger than the page.
  const metrics = metricsOf(results.flatMap((result) => result.results));
  // Results of earlier visits may lack the faces' results.
  const ofFaces = metricsOf(results.flatMap(({ faces }) => faces.flatMap((face) => face.results ?? [])));
  const faceMetrics = ofFaces.length > 0 ? ofFaces : metrics;
  return galleryPage({ metrics, faceMetrics, photos, failed, about, charts: [] });
}

async function photoOf(name: string, result: Result, picture: Picture): Promise<GalleryPhoto> {
  const { width, height, warnings } = picture;
  return {
    ...{ name, width, height, scores: result.scores, faces: result.faces },
    findings: result.results.flatMap(({ words }) => words ?? []),
    warnings: [...warnings, ...result.failures.map(failureWords)],
    requirements: result.requirements,
    thumbnail: await dataUri(picture.thumbnail),
  };
}

/** The metrics that gave a score, in the registry's order. */
function metricsOf(all: readonly Omit<MetricResult, 'crops'>[]): readonly GalleryMetric[] {
  return metricModels.flatMap(({ name }) => {
    const found = all.find(({ metric }) => metric === name);
    return found === undefined ? [] : [{ name, title: titleOf(name), better: found.better, range: found.range }];
  });
}

function dataUri(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
