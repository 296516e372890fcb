/** Pages of small pictures to look through by eye. */
import { type Box, cropPhoto } from './crop.ts';
import { drawCaption } from './draw.ts';
import type { Photo } from './photo.ts';
import { resizePil } from './resize-pil.ts';

const cellSide = 160;
const gap = 4;
const columns = 8;
const rows = 8;
const paper = 48;

/** As many cells as a page holds. */
export const cellsPerPage = columns * rows;

/** What surrounds a face tells what it is: this much of the box is shown on each side besides. */
const surroundings = 0.3;

/**
 * The box with its surroundings, as large as fits into a square of 160x160, over its caption.
 * @param box pixels of the photo; null for the whole photo.
 */
export function contactCell(photo: Photo, box: Box | null, caption: string): Photo {
  const part = box === null ? photo : cropPhoto(photo, widen(box));
  const scale = cellSide / Math.max(part.width, part.height);
  const width = Math.max(1, Math.round(part.width * scale));
  const height = Math.max(1, Math.round(part.height * scale));
  const cell = emptyPhoto(cellSide, cellSide);
  place(resizePil(part, width, height), cell, Math.floor((cellSide - width) / 2), Math.floor((cellSide - height) / 2));
  drawCaption(cell, caption, 1);
  return cell;
}

/** Cells of `contactCell` in rows of 8, at most `cellsPerPage`; the page is as high as they need. */
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
