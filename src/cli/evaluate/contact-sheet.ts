/** Draws a study's contact sheets. */
import { join } from 'node:path';
import { cellsPerPage, contactCell, contactPage } from '../../image/contact-sheet.ts';
import type { Photo } from '../../image/photo.ts';
import type { DecodeOptions } from '../../platform/decode.ts';
import { writeJpeg } from '../../platform/jpeg.ts';
import { readResults } from './folder.ts';
import type { LandmarksOf } from './landmarks.ts';
import { photoOrNull } from './photo-or-null.ts';

/** Replaces a photo that can no longer be read. */
const blank: Photo = { width: 2, height: 2, data: new Uint8Array(12).fill(96) };

/**
 * Draws the face of each row of scores.csv, or the photo where there is none, with its name, on pages contact-sheet-001.jpg and
 * so on. Only one page's pictures are in memory. A photo that can no longer be read is reported, and its cell is blank.
 * @param paths of the photos by name.
 * @param decoding as for scoring, since boxes refer to those pixels.
 * @param landmarksOf finds the landmarks to draw on faces; null for none.
 * @throws HyperIqaError FILE when a page cannot be written.
 */
export async function writeContactSheets(
  folder: string,
  paths: ReadonlyMap<string, string>,
  decoding: DecodeOptions,
  landmarksOf: LandmarksOf | null,
): Promise<number> {
  let cells: Photo[] = [];
  let pages = 0;
  const finishPage = async () => {
    const name = `contact-sheet-${String(++pages).padStart(3, '0')}.jpg`;
    await writeJpeg(join(folder, name), contactPage(cells));
    cells = [];
  };
  for (const { imageName, face } of (await readResults(folder)).rows()) {
    const photo = await photoOrNull(paths.get(imageName)!, decoding, 'Contact sheet');
    const box = photo === null ? null : (face?.box ?? null);
    const landmarks = photo === null || box === null ? [] : ((await landmarksOf?.(photo, box)) ?? []);
    cells.push(contactCell(photo ?? blank, box, imageName, landmarks));
    if (cells.length === cellsPerPage) await finishPage();
  }
  if (cells.length > 0) await finishPage();
  return pages;
}
