/** `--report` for clips: only the pictures of the best and worst frames are kept, so that memory does not grow with a clip. */
import { basename } from 'node:path';
import type { Frame } from '../../image/frame.ts';
import { thumbnailOf } from '../../platform/thumbnail.ts';
import { printable } from '../../printable.ts';
import { clipPage, type ShownClip, type ShownFrame } from '../../report/clip-page.ts';
import type { ClipReport } from '../../scoring/clip-report.ts';
import type { Verdict } from '../../scoring/requirements.ts';
import { writeTextFile } from '../text-file.ts';

const pictureSide = 240;

interface End {
  readonly frame: Frame;
  readonly quality: number;
}

export interface ClipGallery {
  /** @param quality the first metric's; undefined if it failed. */
  take(frame: Frame, quality: number | undefined): void;
  /** Adds the clip whose frames were taken. @param gate the verdict of `--fail-below` or `--fail-above`; null without it. */
  add(report: ClipReport, gate: Verdict | null): Promise<void>;
  /** @throws HyperIqaError FILE when the page cannot be written. */
  write(): Promise<void>;
}

export function openClipGallery(path: string, about: string): ClipGallery {
  const clips: ShownClip[] = [];
  const failed: { readonly name: string; readonly message: string }[] = [];
  let lowest: End | null = null;
  let highest: End | null = null;
  return {
    take(frame, quality) {
      if (quality === undefined) return;
      const end = { frame, quality };
      if (lowest === null || quality < lowest.quality) lowest = end;
      if (highest === null || quality > highest.quality) highest = end;
    },
    async add(report, gate) {
      const name = printable(report.file);
      // Frames of equal quality are one end, not two.
      const kept = [...new Set([lowest, highest])].filter((end) => end !== null);
      [lowest, highest] = [null, null];
      if ('error' in report) {
        failed.push({ name, message: report.error.message });
        return;
      }
      const ends: ShownFrame[] = [];
      // A metric may have failed after it rated some frames.
      for (const { frame, quality } of report.score === null ? [] : kept) {
        const { index, file, photo } = frame;
        const shownName = file === undefined ? {} : { file: printable(basename(file)) };
        ends.push({ frame: index, ...shownName, quality, picture: await thumbnailOf(photo, pictureSide) });
      }
      clips.push({ name, clip: report, ends, requirements: gate === null ? undefined : [gate] });
    },
    async write() {
      const date = new Date().toISOString().slice(0, 10);
      await writeTextFile(path, clipPage({ clips, failed, about: `${about} · ${date}` }));
    },
  };
}
