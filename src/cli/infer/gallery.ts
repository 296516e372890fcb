/** `--report`: a page with all photos of the run. */

import { HyperIqaError } from '../../errors.ts';
import { alignedFace, alignedSide } from '../../image/align-face.ts';
import type { FacePoints } from '../../image/face-points.ts';
import type { Photo } from '../../image/photo.ts';
import { thumbnailOf } from '../../platform/thumbnail.ts';
import { printable } from '../../printable.ts';
import { galleryCharts } from '../../report/gallery-charts.ts';
import { type GalleryPhoto, galleryPage } from '../../report/gallery-page.ts';
import type { PhotoReport, ScoredReport } from '../../scoring/photo-report.ts';
import type { Verdict } from '../../scoring/requirements.ts';
import { judgesOf, type Session } from '../session.ts';
import { writeTextFile } from '../text-file.ts';

const pictureSide = 240;

interface Pictures {
  readonly thumbnail: string;
  /** For each face; undefined where its points are not known, or coincide. */
  readonly aligned: readonly (string | undefined)[];
}

export interface GalleryWriter {
  /** Keeps a thumbnail of a photo that was scored, for a later call of `add`. */
  take(report: ScoredReport, photo: Photo): Promise<void>;
  /** @param gate the verdict of `--fail-below` or `--fail-above`, shown among those of `--require`; null without it. */
  add(report: PhotoReport, gate: Verdict | null): void;
  /** @throws HyperIqaError FILE when the page cannot be written. */
  write(): Promise<void>;
}

function alignedOrNone(photo: Photo, points: FacePoints): Photo | undefined {
  try {
    return alignedFace(photo, points);
  } catch (error) {
    if (error instanceof HyperIqaError) return undefined;
    throw error;
  }
}

export function openGallery(path: string, session: Session): GalleryWriter {
  const { metrics, faceMetrics, adapter } = session;
  const pictures = new Map<PhotoReport, Pictures>();
  const photos: GalleryPhoto[] = [];
  const failed: { readonly name: string; readonly message: string }[] = [];
  return {
    async take(report, photo) {
      const aligned: (string | undefined)[] = [];
      for (const { points } of report.faces) {
        const face = points && alignedOrNone(photo, points);
        aligned.push(face && (await thumbnailOf(face, alignedSide)));
      }
      pictures.set(report, { thumbnail: await thumbnailOf(photo, pictureSide), aligned });
    },
    add(report, gate) {
      const name = printable(report.file);
      if ('error' in report) {
        failed.push({ name, message: report.error.message });
        return;
      }
      const { width, height, scores, results, warnings } = report;
      const requirements = gate === null ? report.requirements : [...(report.requirements ?? []), gate];
      const findings = results.flatMap(({ words }) => words ?? []);
      const { thumbnail, aligned } = pictures.get(report)!;
      const faces = report.faces.map(({ box, scores }, i) => ({ box, scores, aligned: aligned[i] }));
      photos.push({ name, width, height, scores, findings, faces, warnings, requirements, thumbnail });
      pictures.delete(report);
    },
    async write() {
      const columnsOf = (list: typeof metrics) =>
        list.map(({ model, checkpoint }) => {
          return { name: model.name, title: model.title, better: checkpoint.better, range: checkpoint.range };
        });
      const date = new Date().toISOString().slice(0, 10);
      const about = [...judgesOf(session), adapter, date].join(' · ');
      const shown = { metrics: columnsOf(metrics), faceMetrics: columnsOf(faceMetrics), photos };
      const charts = galleryCharts(shown);
      await writeTextFile(path, galleryPage({ ...shown, failed, charts, about }));
    },
  };
}
