/** Divides pictures of any size into square patches for transformers, as TensorFlow's SAME patches. */
import type { Scale } from './protocols/protocol.ts';

/** Patches of `side` pixels that cover a picture; the excess is split between both ends, an odd pixel going to the far one. */
export interface PatchGrid {
  readonly side: number;
  readonly rows: number;
  readonly columns: number;
  /** How many pixels the first patches begin before the picture. */
  readonly top: number;
  readonly left: number;
}

export function patchGrid({ width, height }: Pick<Scale, 'width' | 'height'>, side: number): PatchGrid {
  const rows = Math.ceil(height / side);
  const columns = Math.ceil(width / side);
  const before = (count: number, size: number) => Math.floor((count * side - size) / 2);
  return { side, rows, columns, top: before(rows, height), left: before(columns, width) };
}

/**
 * Writes patch `index` of the grid, counted row by row, as planes R, G and B to `output` from `offset`: bytes scaled to -1..1,
 * and 0 outside the picture.
 */
export function writePatch(scale: Scale, grid: PatchGrid, index: number, output: Float32Array, offset: number): void {
  const { width, height, values } = scale;
  const { side, columns } = grid;
  const top = Math.floor(index / columns) * side - grid.top;
  const left = (index % columns) * side - grid.left;
  const plane = side * side;
  output.fill(0, offset, offset + 3 * plane);
  for (let y = Math.max(top, 0); y < Math.min(top + side, height); y++) {
    for (let x = Math.max(left, 0); x < Math.min(left + side, width); x++) {
      const from = (y * width + x) * 3;
      const to = offset + (y - top) * side + (x - left);
      for (let channel = 0; channel < 3; channel++) output[to + channel * plane] = values[from + channel]! / 127.5 - 1;
    }
  }
}

/**
 * The position of each patch, row by row, in a grid of `cells` x `cells` that is numbered row by row: the cell at the same
 * relative position, computed in float32 as nearest-neighbour resizes do.
 */
export function hashedPositions({ rows, columns }: PatchGrid, cells: number): number[] {
  const cellOf = (index: number, count: number) =>
    Math.min(Math.floor(Math.fround(index * Math.fround(cells / count))), cells - 1);
  return Array.from({ length: rows * columns }, (_, i) => {
    return cellOf(Math.floor(i / columns), rows) * cells + cellOf(i % columns, columns);
  });
}
