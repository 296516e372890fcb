/** Draws pages of small pictures for visual inspection. */
import { type Box, cropPhoto } from './crop.ts';
import { drawCaption, drawDots } from './draw.ts';
import type { Photo } from './photo.ts';
import type { Point } from './point.ts';
import { resizePil } from './resize-pil.ts';

const cellSide = 160;
const gap = 4;
const columns = 8;
const rows = 8;
const paper = 48;

/** As many cells as a page holds. */
export const cellsPerPage = columns * rows;

/** The margin shown on each side of a face's box, relative to the box, since the context helps to recognise a face. */
const surroundings = 0.3;

/**
 * The box with its margin, scaled to fit 160x160, above its caption.
 * @param box in pixels of the photo; null for the whole photo.
 * @param landmarks of the face, in pixels of the photo, drawn as dots.
 */
export function contactCell(photo: Photo, box: Box | null, caption: string, landmarks: readonly Point[] = []): Photo {
  const wide = box === null ? null : widen(box);
  const part = wide === null ? photo : cropPhoto(photo, wide);
  const scale = cellSide / Math.max(part.width, part.height);
  const width = Math.max(1, Math.round(part.width * scale));
  const height = Math.max(1, Math.round(part.height * scale));
  const cell = emptyPhoto(cellSide, cellSide);
  const [across, down] = [Math.floor((cellSide - width) / 2), Math.floor((cellSide - height) / 2)];
  place(resizePil(part, width, height), cell, across, down);
  const [left, top] = wide === null ? [0, 0] : [Math.max(Math.floor(wide[0]), 0), Math.max(Math.floor(wide[1]), 0)];
  drawDots(
    cell,
    landmarks.map(([x, y]): Point => [(x - left) * scale + across, (y - top) * scale + down]),
    1,
  );
  drawCaption(cell, caption, 1);
  return cell;
}

/** Arranges cells of `contactCell` in rows of 8, at most `cellsPerPage`; the page is as high as they need. */
export function contactPage(cells: readonly Photo[]): Photo {
  const pitch = cellSide + gap;
  const page = emptyPhoto(columns * pitch + gap, Math.ceil(cells.length / columns) * pitch + gap);
  for (const [i, cell] of cells.entries()) {
    place(cell, page, gap + (i % columns) * pitch, gap + Math.floor(i / columns) * pitch);
  }
  return page;
}

function widen([left, top, right, bottom]: Box): Box {
  const x = (right - left) * surroundings;
  const y = (bottom - top) * surroundings;
  return [left - x, top - y, right + x, bottom + y];
}

function emptyPhoto(width: number, height: number): Photo {
  return { width, height, data: new Uint8Array(width * height * 3).fill(paper) };
}

function place(part: Photo, whole: Photo, left: number, top: number): void {
  for (let y = 0; y < part.height; y++) {
    const from = y * part.width * 3;
    whole.data.set(part.data.subarray(from, from + part.width * 3), ((top + y) * whole.width + left) * 3);
  }
}
