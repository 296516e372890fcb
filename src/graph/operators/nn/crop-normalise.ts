import { type Constant, elementCount, formatShape, type Value } from '../../tensor.ts';
import { float32Bytes } from '../arithmetic.ts';
import { checkConstant, checkInputCount, checkRank, checkShape, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Takes square crops from one photo and normalises their pixels. Inputs: photo [H,W,3], bytes; corners [N,2], the top and left of
 * each crop in whole pixels; crops lie inside the photo. Output: [N,3,side,side], table[c][byte] of every pixel.
 */
export interface CropNormalise {
  readonly kind: 'crop-normalise';
  readonly side: number;
  /** [3,256]: the normalised value of each byte, by channel. A table, because GPUs round divisions differently. */
  readonly table: Constant;
}

export function cropNormalise(
  net: Net<CropNormalise>,
  name: string,
  photo: Value,
  corners: Value,
  layer: Omit<CropNormalise, 'kind'>,
): Value {
  return net.add(name, { kind: 'crop-normalise', ...layer }, [photo, corners]);
}

export const cropNormaliseRules: OperatorRules<CropNormalise> = {
  outputShape({ side, table }, inputs) {
    checkInputCount('crop-normalise', inputs, 2);
    const [photo, corners] = inputs;
    checkRank('crop-normalise', 'a photo', photo, 3);
    checkRank('crop-normalise', 'the corners', corners, 2);
    checkShape('crop-normalise', 'the corners', corners, [corners[0], 2]);
    checkConstant('crop-normalise', 'the table', table, [3, 256]);
    if (photo[0] < side || photo[1] < side || photo[2] !== 3) {
      throw graphError(`crop-normalise needs a photo of at least [${side},${side},3], found ${formatShape(photo)}.`);
    }
    return [corners[0], 3, side, side];
  },

  cost(_operator, inputs, output) {
    return { flops: 0, bytes: elementCount(inputs[0]) + float32Bytes([inputs[1], output]) };
  },
};

export const cropNormaliseReference: Reference<CropNormalise> = async ({ side, table }, [photo, corners]) => {
  const values = await table.read();
  const batch = corners.shape[0];
  const data = new Float64Array(batch * 3 * side * side);
  for (let i = 0; i < data.length; i++) {
    const x = i % side;
    const y = Math.floor(i / side) % side;
    const channel = Math.floor(i / (side * side)) % 3;
    const crop = Math.floor(i / (side * side * 3));
    const row = corners.data[2 * crop] + y;
    const column = corners.data[2 * crop + 1] + x;
    data[i] = values[channel * 256 + photo.data[(row * photo.shape[1] + column) * 3 + channel]];
  }
  return { output: { shape: [batch, 3, side, side], data }, magnitude: null };
};
