/**
 * pyiqa's crop: torchvision resizes the photo as a float32 tensor with antialiasing, so that nothing is rounded to bytes, and
 * cuts out the centre.
 */
import type { CropInput } from '../../image/crop-tensor.ts';
import type { Normalisation } from '../../image/normalisation.ts';
import type { Photo } from '../../image/photo.ts';
import { centreOf, centreTitle } from '../../image/protocols/centre.ts';
import type { CropPlan, CropPosition, CropProtocol } from '../../image/protocols/protocol.ts';
import { triangleWindows } from '../../image/triangle-windows.ts';

/** The central square of the photo, as large as its shorter side, as `side` x `side` values. */
export function pyiqaCentre(side: number): CropProtocol {
  const options = { shorter: side, side };
  return {
    name: 'centre',
    aliases: ['center'],
    title: centreTitle(options),
    defaultCrops: null,
    isWhole: false,
    isRandom: false,
    fixedFrame: null,
    plan(photo) {
      const { frame, crop } = centreOf(photo, options);
      return {
        source: photo,
        enlargement: side / Math.min(photo.width, photo.height),
        frame,
        crop: { width: side, height: side },
        crops: [crop],
      };
    },
  };
}

/** R, G, B planes of `pyiqaCentre`'s crop, within 2e-6 of torchvision's values in 0..1 before normalisation. */
export function resizedCrops(normalisation: Normalisation): CropInput {
  return {
    channels: 3,
    write({ source, frame, crop }: CropPlan, { top, left }: CropPosition, output, offset) {
      const rows = resizedRows(source, frame.width, left, crop.width);
      const windows = triangleWindows(source.height, frame.height);
      const rowLength = crop.width * 3;
      const plane = crop.width * crop.height;
      for (let y = 0; y < crop.height; y++) {
        const first = windows.first[top + y]!;
        for (let i = 0; i < rowLength; i++) {
          let sum = 0;
          for (let k = 0; k < windows.length[top + y]!; k++) {
            sum += windows.weights[(top + y) * windows.stride + k]! * rows[(first + k) * rowLength + i]!;
          }
          const channel = i % 3;
          output[offset + channel * plane + y * crop.width + Math.floor(i / 3)] = normalisation.of(
            Math.fround(sum),
            channel,
          );
        }
      }
    },
  };
}

/** Columns `left` to `left + width` of all rows of the photo in 0..1, resized to `frameWidth` columns: [H, width, 3]. */
function resizedRows({ width: inputWidth, height, data }: Photo, frameWidth: number, left: number, width: number) {
  const { first, length, weights, stride } = triangleWindows(inputWidth, frameWidth);
  const output = new Float32Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * inputWidth + first[left + x]!) * 3;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let k = 0; k < length[left + x]!; k++) {
          sum += weights[(left + x) * stride + k]! * data[from + 3 * k + channel]!;
        }
        output[(y * width + x) * 3 + channel] = sum / 255;
      }
    }
  }
  return output;
}
