/**
 * OpenCV's INTER_LINEAR resize of 8-bit RGB (cv::resize, imgproc/src/resize.cpp): no antialias, pixel centres at half
 * integers, 11-bit fixed-point weights, rows first, and the truncating shifts of its vectorised column pass.
 */
import type { Photo } from './photo.ts';

const weightScale = 1 << 11;

/** For every output index: the two input indices that it lies between, and their weights in 1/2048. */
interface Taps {
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly nearWeight: Int32Array;
  readonly farWeight: Int32Array;
}

/** cvRound: halves are rounded to even. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Beyond the first and last pixel centre both taps are the border pixel. OpenCV then also sets the far weight to zero along rows,
 * but not along columns, where the two truncated products may sum to one level less.
 */
function planTaps(inputSize: number, outputSize: number, axis: 'row' | 'column'): Taps {
  const scale = 1 / (outputSize / inputSize);
  const last = inputSize - 1;
  const near = new Int32Array(outputSize);
  const far = new Int32Array(outputSize);
  const nearWeight = new Int32Array(outputSize);
  const farWeight = new Int32Array(outputSize);
  for (let index = 0; index < outputSize; index++) {
    const position = Math.fround((index + 0.5) * scale - 0.5);
    const floor = Math.floor(position);
    const outside = floor < 0 || floor >= last;
    const fraction = axis === 'row' && outside ? 0 : Math.fround(position - floor);
    near[index] = Math.min(Math.max(floor, 0), last);
    far[index] = Math.min(Math.max(floor + 1, 0), last);
    nearWeight[index] = roundHalfEven(Math.fround(1 - fraction) * weightScale);
    farWeight[index] = roundHalfEven(fraction * weightScale);
  }
  return { near, far, nearWeight, farWeight };
}

/** One input row resized along x: sums in 1/2048, without the four lowest bits, which the column pass does not use. */
function resizeRow(photo: Photo, y: number, taps: Taps, output: Int32Array): void {
  const { near, far, nearWeight, farWeight } = taps;
  const row = y * photo.width * 3;
  for (let x = 0; x < near.length; x++) {
    const a = row + near[x]! * 3;
    const b = row + far[x]! * 3;
    for (let channel = 0; channel < 3; channel++) {
      const sum = photo.data[a + channel]! * nearWeight[x]! + photo.data[b + channel]! * farWeight[x]!;
      output[x * 3 + channel] = sum >> 4;
    }
  }
}

/** An exact halving, which OpenCV computes as the rounded mean of 2x2 pixels. */
function halve(photo: Photo, width: number, height: number): Photo {
  const data = new Uint8Array(width * height * 3);
  const below = photo.width * 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const at = (2 * y * photo.width + 2 * x) * 3 + channel;
        const top = photo.data[at]! + photo.data[at + 3]!;
        const bottom = photo.data[at + below]! + photo.data[at + below + 3]!;
        data[(y * width + x) * 3 + channel] = (top + bottom + 2) >> 2;
      }
    }
  }
  return { width, height, data };
}

/**
 * Resizes to `width` x `height` pixels (both at least 1) as `cv2.resize(photo, (width, height))` does. Equal to OpenCV
 * 4.14 on x86-64 in every value tried; other builds of OpenCV may differ from it, and so from this, by one level.
 */
export function resizeOpenCv(photo: Photo, width: number, height: number): Photo {
  if (width === photo.width && height === photo.height) return photo;
  if (photo.width === 2 * width && photo.height === 2 * height) return halve(photo, width, height);
  const columns = planTaps(photo.width, width, 'row');
  const rows = planTaps(photo.height, height, 'column');
  const rowLength = width * 3;
  const data = new Uint8Array(rowLength * height);
  let nearRow = new Int32Array(rowLength);
  let farRow = new Int32Array(rowLength);
  let nearRowIndex = -1;
  let farRowIndex = -1;
  for (let y = 0; y < height; y++) {
    if (rows.near[y] === farRowIndex) {
      [nearRow, farRow] = [farRow, nearRow];
      [nearRowIndex, farRowIndex] = [farRowIndex, nearRowIndex];
    }
    if (rows.near[y] !== nearRowIndex) {
      nearRowIndex = rows.near[y]!;
      resizeRow(photo, nearRowIndex, columns, nearRow);
    }
    if (rows.far[y] !== farRowIndex) {
      farRowIndex = rows.far[y]!;
      resizeRow(photo, farRowIndex, columns, farRow);
    }
    const nearWeight = rows.nearWeight[y]!;
    const farWeight = rows.farWeight[y]!;
    for (let i = 0; i < rowLength; i++) {
      data[y * rowLength + i] = (((nearRow[i]! * nearWeight) >> 16) + ((farRow[i]! * farWeight) >> 16) + 2) >> 2;
    }
  }
  return { width, height, data };
}
