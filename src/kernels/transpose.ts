/** The side of a square tile of which each row and column fits a few cache lines. */
const tile = 32;

/**
 * Transposes a matrix [rows][columns] into [columns][stride], whose values beyond `rows` are left as they are. Tile by tile: up to three
 * times as fast as row by row, which for large matrices misses the cache at every value.
 */
export function transpose(source: Float32Array, target: Float32Array, columns: number, stride: number): void {
  const rows = source.length / columns;
  for (let left = 0; left < columns; left += tile) {
    const right = Math.min(left + tile, columns);
    for (let top = 0; top < rows; top += tile) {
      const end = Math.min(top + tile, rows) * columns;
      for (let column = left; column < right; column++) {
        let to = column * stride + top;
        for (let from = top * columns + column; from < end; from += columns) target[to++] = source[from]!;
      }
    }
  }
}
