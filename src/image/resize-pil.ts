/**
 * Pillow's BILINEAR resize of 8-bit RGB, bit for bit (Resample.c): a triangle filter as wide as the scale when
 * shrinking (antialias), 22-bit fixed-point weights, columns first, rounded to bytes between the passes.
 */
import { type FixedWindows, fixedWindows, half, weightBits } from './fixed-windows.ts';
import type { Photo } from './photo.ts';
import { resizedCopy } from './resized-copies.ts';
import { resizeByVectors } from './resize-vectors.ts';

function toByte(sum: number): number {
  return Math.min(sum >> weightBits, 255);
}

/** Rows `top` to `bottom` of the photo, each resized by the plan. */
function resizeRows(photo: Photo, plan: FixedWindows, top: number, bottom: number): Photo {
  const { first, length, weights, stride } = plan;
  const { data, width } = photo;
  const outputWidth = first.length;
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
function resizeColumns(photo: Photo, plan: FixedWindows, offset: number): Photo {
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
 * does. An axis that keeps its size is not filtered; a photo that keeps both is returned as it is, and a copy that was made before
 * is returned again.
 */
export function resizePil(photo: Photo, width: number, height: number): Photo {
  if (width === photo.width && height === photo.height) return photo;
  return resizedCopy(photo, width, height, () => resize(photo, width, height));
}

function resize(photo: Photo, width: number, height: number): Photo {
  const across = fixedWindows(photo.width, width);
  if (height === photo.height) return resizeRows(photo, across, 0, height);
  const down = fixedWindows(photo.height, height);
  if (width === photo.width) return resizeColumns(photo, down, 0);
  return resizeByVectors(photo, across, down) ?? resizePlainly(photo, across, down);
}

/** Both axes by their plans, without WebAssembly. */
export function resizePlainly(photo: Photo, across: FixedWindows, down: FixedWindows): Photo {
  const last = down.first.length - 1;
  const top = down.first[0]!;
  return resizeColumns(resizeRows(photo, across, top, down.first[last]! + down.length[last]!), down, top);
}
