import type { Photo } from '../../image/photo.ts';

/**
 * Resizes as Pillow's `Image.resize((width, height), Image.NEAREST)`, bit for bit: each output pixel is the input pixel under its
 * centre.
 */
export function resizeNearest(photo: Photo, width: number, height: number): Photo {
  const columns = sourcesOf(photo.width, width);
  const rows = sourcesOf(photo.height, height);
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * photo.width + column) * 3;
      data[to] = photo.data[from]!;
      data[to + 1] = photo.data[from + 1]!;
      data[to + 2] = photo.data[from + 2]!;
      to += 3;
    }
  }
  return { width, height, data };
}

/** Pillow accumulates the step, so rounding errors grow along the axis; its results are these sums, not products. */
function sourcesOf(inputSize: number, outputSize: number): Int32Array {
  const step = inputSize / outputSize;
  const sources = new Int32Array(outputSize);
  let place = step * 0.5;
  for (let i = 0; i < outputSize; i++) {
    sources[i] = Math.min(Math.trunc(place), inputSize - 1);
    place += step;
  }
  return sources;
}
