/** The network's input: crops as normalised float32 planes, computed in the order in which torchvision rounds. */
import { type CropPlan, type CropPosition, cropSide } from './crops.ts';
import type { Photo } from './photo.ts';

/** ImageNet's mean and standard deviation of R, G, B in 0..1, which both checkpoints were trained with. */
const mean = new Float32Array([0.485, 0.456, 0.406]);
const deviation = new Float32Array([0.229, 0.224, 0.225]);

const plane = cropSide * cropSide;

/** Values of one crop: 3 planes of 224x224. */
export const cropLength = 3 * plane;

/** A value in 0..1, normalised as torchvision's Normalize: float32 after each of the two steps. */
function normalise(value: number, channel: number): number {
  return Math.fround(Math.fround(value - mean[channel]!) / deviation[channel]!);
}

/** [3, 256]: the normalised value of every byte of R, G and B, ToTensor's division included. */
export const byteTable = Float32Array.from({ length: 3 * 256 }, (_, i) =>
  normalise(Math.fround((i % 256) / 255), i >> 8),
);

function writePixels(photo: Photo, { top, left }: CropPosition, output: Float32Array, offset: number): void {
  let to = offset;
  for (let y = top; y < top + cropSide; y++) {
    let from = (y * photo.width + left) * 3;
    for (let x = 0; x < cropSide; x++) {
      output[to] = byteTable[photo.data[from]!]!;
      output[to + plane] = byteTable[256 + photo.data[from + 1]!]!;
      output[to + 2 * plane] = byteTable[512 + photo.data[from + 2]!]!;
      from += 3;
      to += 1;
    }
  }
}

/** Where output pixel `index` of an enlarged axis lies: the pixels on both sides and the weight of the second. */
function locate(index: number, enlargement: number, size: number): { near: number; far: number; weight: number } {
  const step = Math.fround(1 / enlargement);
  // One rounding: torch's CPU kernels compile to a fused multiply-add here.
  const position = Math.max(Math.fround(step * (index + 0.5) - 0.5), 0);
  const near = Math.min(Math.floor(position), size - 1);
  return { near, far: Math.min(near + 1, size - 1), weight: Math.fround(position - near) };
}

/** As torch's interpolate(mode='bilinear', scale_factor=enlargement) of the photo in 0..1, at the crop's pixels only. */
function writeSamples(plan: CropPlan, { top, left }: CropPosition, output: Float32Array, offset: number): void {
  const { resized, enlargement } = plan;
  const { width, height, data } = resized;
  const columns = Array.from({ length: cropSide }, (_, x) => locate(left + x, enlargement, width));
  let to = offset;
  for (let y = 0; y < cropSide; y++) {
    const row = locate(top + y, enlargement, height);
    for (const column of columns) {
      for (let channel = 0; channel < 3; channel++) {
        const at = (r: number, c: number) => Math.fround(data[(r * width + c) * 3 + channel]! / 255);
        const upper = at(row.near, column.near) * (1 - column.weight) + at(row.near, column.far) * column.weight;
        const lower = at(row.far, column.near) * (1 - column.weight) + at(row.far, column.far) * column.weight;
        const value = Math.fround(upper * (1 - row.weight) + lower * row.weight);
        output[to + channel * plane] = normalise(value, channel);
      }
      to += 1;
    }
  }
}

/**
 * Writes crops `start` to `end` of the plan to `output`, [end - start, 3, 224, 224]: R, G, B planes, (value - mean) /
 * deviation, bit-equal to torchvision's ToTensor and Normalize where nothing is enlarged, else within 1e-6 of them.
 */
export function writeCrops(plan: CropPlan, start: number, end: number, output: Float32Array): void {
  for (let index = start; index < end; index++) {
    const offset = (index - start) * cropLength;
    if (plan.enlargement === 1) writePixels(plan.resized, plan.crops[index]!, output, offset);
    else writeSamples(plan, plan.crops[index]!, output, offset);
  }
}

/** All crops of the plan, [N, 3, 224, 224]; see `writeCrops`. */
export function cropTensor(plan: CropPlan): Float32Array<ArrayBuffer> {
  const output = new Float32Array(plan.crops.length * cropLength);
  writeCrops(plan, 0, plan.crops.length, output);
  return output;
}
