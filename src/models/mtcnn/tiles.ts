/**
 * The image pyramid for the first network, cut into tiles of one size, so that one program serves photos of every size and its
 * memory does not grow with the photo. A tile's cells are the same as those of the whole picture.
 */
import type { Photo } from '../../image/photo.ts';
import { type Candidate, rounded } from './boxes.ts';
import { sampleInto, tapsOf } from './sampling.ts';
import { cellSide, cellStride, tileCells, tileSide } from './sides.ts';

/** The ratio of successive sizes of the pyramid. */
const factor = 0.709;

export interface Level {
  /** Pixels of the level per pixel of the photo. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** A part of a level, and the column and row of its first cell. */
export interface Tile {
  readonly level: Level;
  readonly column: number;
  readonly row: number;
}

/** @param leastFace the side of the smallest faces to find, in pixels of the photo. */
export function levelsOf({ width, height }: Photo, leastFace: number): readonly Level[] {
  const levels: Level[] = [];
  const first = cellSide / leastFace;
  for (let shorter = Math.min(width, height) * first; shorter > cellSide; shorter *= factor) {
    const scale = first * factor ** levels.length;
    levels.push({ scale, width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  }
  return levels;
}

/** The number of cells along a side, including a pooling window that reaches beyond the picture. */
function cellsAlong(side: number): number {
  return Math.ceil((side - 2) / 2) - 4;
}

export function tilesOf(level: Level): readonly Tile[] {
  const starts = (side: number) =>
    Array.from({ length: Math.ceil(cellsAlong(side) / tileCells) }, (_, i) => i * tileCells);
  return starts(level.height).flatMap((row) => starts(level.width).map((column) => ({ level, column, row })));
}

/** The first network's inputs for some tiles; see `netGraph`. */
export function tileInputs(photo: Photo, tiles: readonly Tile[], batch: number): Record<string, Float32Array> {
  const [outer, pooled] = [tileSide - 2, (tileSide - 2) / 2];
  const inputs = {
    tiles: new Float32Array(batch * 3 * tileSide ** 2),
    hidden: new Float32Array(batch * outer ** 2),
    kept: new Float32Array(batch * pooled ** 2).fill(1),
  };
  for (const [i, { level, column, row }] of tiles.entries()) {
    const [x, y] = [column * cellStride, row * cellStride];
    const [width, height] = [Math.min(level.width - x, tileSide), Math.min(level.height - y, tileSide)];
    const columns = tapsOf(0, photo.width, level.width, photo.width, x, width);
    const rows = tapsOf(0, photo.height, level.height, photo.height, y, height);
    sampleInto(photo, columns, rows, tileSide, inputs.tiles, i * 3 * tileSide ** 2);
    fillBeyond(inputs.hidden, i, outer, width - 2, height - 2, farBelow);
    fillBeyond(inputs.kept, i, pooled, Math.ceil((width - 2) / 2), Math.ceil((height - 2) / 2), 0);
  }
  return inputs;
}

/** Below any value of the first layer, and finite so that its product with 0 is 0. */
const farBelow = -1e9;

/** Fills, in picture `index` of squares of a side, what lies beyond `width` columns and `height` rows. */
function fillBeyond(
  output: Float32Array,
  index: number,
  side: number,
  width: number,
  height: number,
  value: number,
): void {
  const start = index * side * side;
  output.fill(value, start + width * side, start + side * side);
  for (let x = 0; x < width; x++) output.fill(value, start + x * side + height, start + (x + 1) * side);
}

/**
 * The cells of a tile whose confidence in a face exceeds `threshold`.
 * @param face the tile's values of 'det1.prob1', [2,48,48]; `moves` are those of 'det1.conv4-2', [4,48,48].
 */
export function candidatesIn(
  { level, column, row }: Tile,
  face: Float32Array,
  moves: Float32Array,
  threshold: number,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  const plane = tileCells * tileCells;
  const columns = Math.min(cellsAlong(level.width) - column, tileCells);
  const rows = Math.min(cellsAlong(level.height) - row, tileCells);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = x * tileCells + y;
      const confidence = face[plane + at]!;
      if (!(confidence > threshold)) continue;
      const place = (cell: number, side: number) => rounded((cellStride * cell + 1 + side) / level.scale);
      candidates.push({
        confidence,
        box: [place(column + x, 0), place(row + y, 0), place(column + x, cellSide), place(row + y, cellSide)],
        moves: [moves[at]!, moves[plane + at]!, moves[2 * plane + at]!, moves[3 * plane + at]!],
      });
    }
  }
  return candidates;
}
