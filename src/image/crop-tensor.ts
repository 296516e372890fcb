/** Makes a network's input from a photo: crops as normalised float32 planes, rounded in the same order as torchvision. */
import type { Normalisation } from './normalisation.ts';
import type { CropPlan, CropPosition } from './protocols/protocol.ts';

/** How the crops of a plan become a tensor. */
export interface CropInput {
  readonly channels: number;
  /** Writes the crop's values, [channels, height, width], to `output` from `offset`. */
  write(plan: CropPlan, position: CropPosition, output: Float32Array, offset: number): void;
}

/**
 * R, G, B planes, (value - mean) / deviation. Bit-equal to torchvision's ToTensor and Normalize where nothing is enlarged,
 * otherwise within 1e-6.
 */
export function rgbCrops(normalisation: Normalisation): CropInput {
  return {
    channels: 3,
    write(plan, position, output, offset) {
      if (plan.enlargement === 1) writePixels(plan, position, normalisation.table, output, offset);
      else writeSamples(plan, position, normalisation, output, offset);
    },
  };
}

/** The planes of `rgbCrops` in OpenCV's order B, G, R. */
export function bgrCrops(normalisation: Normalisation): CropInput {
  const rgb = rgbCrops(normalisation);
  return {
    ...rgb,
    write(plan, position, output, offset) {
      rgb.write(plan, position, output, offset);
      const plane = plan.crop.width * plan.crop.height;
      const red = output.slice(offset, offset + plane);
      output.copyWithin(offset, offset + 2 * plane, offset + 3 * plane);
      output.set(red, offset + 2 * plane);
    },
  };
}

/** All crops of the plan, [N, channels, height, width]. */
export function cropTensor(plan: CropPlan, input: CropInput): Float32Array<ArrayBuffer> {
  const length = input.channels * plan.crop.height * plan.crop.width;
  const output = new Float32Array(plan.crops.length * length);
  for (const [index, position] of plan.crops.entries()) input.write(plan, position, output, index * length);
  return output;
}

function writePixels(
  { source, crop }: CropPlan,
  { top, left }: CropPosition,
  table: Float32Array,
  output: Float32Array,
  offset: number,
): void {
  const plane = crop.width * crop.height;
  let to = offset;
  for (let y = top; y < top + crop.height; y++) {
    let from = (y * source.width + left) * 3;
    for (let x = 0; x < crop.width; x++) {
      output[to] = table[source.data[from]];
      output[to + plane] = table[256 + source.data[from + 1]];
      output[to + 2 * plane] = table[512 + source.data[from + 2]];
      from += 3;
      to += 1;
    }
  }
}

/** The source of output pixel `index` along an enlarged axis: the pixels on both sides, and the weight of the second. */
function locate(index: number, enlargement: number, size: number): { near: number; far: number; weight: number } {
  const step = Math.fround(1 / enlargement);
  // Rounded once: torch's CPU kernels compile this to a fused multiply-add.
  const position = Math.max(Math.fround(step * (index + 0.5) - 0.5), 0);
  const near = Math.min(Math.floor(position), size - 1);
  return { near, far: Math.min(near + 1, size - 1), weight: Math.fround(position - near) };
}

/** As torch's interpolate(mode='bilinear', scale_factor=enlargement) of the photo in 0..1, computed only within the crop. */
function writeSamples(
  { source, enlargement, crop }: CropPlan,
  { top, left }: CropPosition,
  normalisation: Normalisation,
  output: Float32Array,
  offset: number,
): void {
  const { width, height, data } = source;
  const plane = crop.width * crop.height;
  const columns = Array.from({ length: crop.width }, (_, x) => locate(left + x, enlargement, width));
  let to = offset;
  for (let y = 0; y < crop.height; y++) {
    const row = locate(top + y, enlargement, height);
    for (const column of columns) {
      for (let channel = 0; channel < 3; channel++) {
        const at = (r: number, c: number) => Math.fround(data[(r * width + c) * 3 + channel] / 255);
        const upper = at(row.near, column.near) * (1 - column.weight) + at(row.near, column.far) * column.weight;
        const lower = at(row.far, column.near) * (1 - column.weight) + at(row.far, column.far) * column.weight;
        const value = Math.fround(upper * (1 - row.weight) + lower * row.weight);
        output[to + channel * plane] = normalisation.of(value, channel);
      }
      to += 1;
    }
  }
}
