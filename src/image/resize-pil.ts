/**
 * Pillow's BILINEAR resize of 8-bit RGB, bit for bit (Resample.c): a triangle filter as wide as the scale when
 * shrinking (antialias), 22-bit fixed-point weights, columns first, rounded to bytes between the passes.
 */
import type { Photo } from './photo.ts';
import { type TriangleWindows, triangleWindows } from './triangle-windows.ts';

const weightBits = 22;
const half = 1 << (weightBits - 1);

/** As `TriangleWindows`, weights in 1/2^22. */
interface Windows extends Omit<TriangleWindows, 'weights'> {
  readonly weights: Int32Array;
}

function planWindows(inputSize: number, outputSize: number): Windows {
  const { weights, ...windows } = triangleWindows(inputSize, outputSize);
  return { ...windows, weights: Int32Array.from(weights, (weight) => Math.trunc(0.5 + weight * 2 ** weightBits)) };
}

function toByte(sum: number): number {
  return Math.min(sum >> weightBits, 255);
}

/** Rows `top` to `bottom` of the photo, each resized to `outputWidth` pixels. */
function resizeRows(photo: Photo, outputWidth: number, top: number, bottom: number): Photo {
  const { first, length, weights, stride } = planWindows(photo.width, outputWidth);
  const { data, width } = photo;
  const output = new Uint8Array(outputWidth * (bottom - top) * 3);
  let to = 0;
  for (let y = top; y < bottom; y++) {
    const row = y * width * 3;
    for (let x = 0; x < outputWidth; x++) {
      let from = row + first[x]! * 3;
      let red = half;
      let green = half;
      let blue = half;
      const end = x * stride + length[x]!;
      for (let k = x * stride; k < end; k++) {
        const weight = weights[k]!;
        red += Math.imul(data[from]!, weight);
        green += Math.imul(data[from + 1]!, weight);
        blue += Math.imul(data[from + 2]!, weight);
        from += 3;
      }
      output[to] = toByte(red);
      output[to + 1] = toByte(green);
      output[to + 2] = toByte(blue);
      to += 3;
    }
  }
  return { width: outputWidth, height: bottom - top, data: output };
}

/** The columns of `photo`, whose first row is row `offset` of the plan, resized to the plan's number of rows. */
function resizeColumns(photo: Photo, plan: Windows, offset: number): Photo {
  const { first, length, weights, stride } = plan;
  const outputHeight = first.length;
  const rowLength = photo.width * 3;
  const output = new Uint8Array(rowLength * outputHeight);
  const sums = new Int32Array(rowLength);
  for (let y = 0; y < outputHeight; y++) {
    sums.fill(half);
    for (let k = 0; k < length[y]!; k++) {
      const weight = weights[y * stride + k]!;
      const row = (first[y]! - offset + k) * rowLength;
      for (let i = 0; i < rowLength; i++) sums[i]! += Math.imul(photo.data[row + i]!, weight);
    }
    for (let i = 0; i < rowLength; i++) output[y * rowLength + i] = toByte(sums[i]!);
  }
  return { width: photo.width, height: outputHeight, data: output };
}

/**
 * Resizes to `width` x `height` pixels (both at least 1) as `Image.resize((width, height), Image.BILINEAR)` of Pillow
 * does. An axis that keeps its size is not filtered; a photo that keeps both is returned as it is.
 */
export function resizePil(photo: Photo, width: number, height: number): Photo {
  if (height === photo.height) return width === photo.width ? photo : resizeRows(photo, width, 0, height);
  const columns = planWindows(photo.height, height);
  if (width === photo.width) return resizeColumns(photo, columns, 0);
  const top = columns.first[0]!;
  const bottom = columns.first[height - 1]! + columns.length[height - 1]!;
  return resizeColumns(resizeRows(photo, width, top, bottom), columns, top);
}
