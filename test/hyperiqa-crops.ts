/** HyperIQA's crops as the tensor that its network takes. */
import { cropTensor, rgbCrops } from '../src/image/crop-tensor.ts';
import { imageNet } from '../src/image/normalisation.ts';
import type { CropPlan } from '../src/image/protocols/protocol.ts';
import { cropSide } from '../src/models/hyperiqa/network.ts';

/** Number of values in a crop. */
export const cropLength = 3 * cropSide * cropSide;

const input = rgbCrops(imageNet);

/** [N, 3, 224, 224] */
export function hyperIqaCrops(plan: CropPlan): Float32Array<ArrayBuffer> {
  return cropTensor(plan, input);
}
