/** DeepBIQ's crops: a grid of 5x5 over the photo at its original size, which never reaches the right and lower border. */
import type { Photo } from '../../image/photo.ts';
import { type CropProtocol, checkedSeed } from '../../image/protocols/protocol.ts';

export const side = 224;

const perSide = 5;
export const cropCount = perSide ** 2;

/**
 * As in the port, which passes fractional boxes, i * (size - 224) / 5, to `Image.crop`, where Pillow rounds them; halves, which
 * Python rounds to even, cannot occur among fifths. Where a photo is smaller than a crop the rest is black, since boxes then
 * begin left of the photo or above it.
 */
export const gridOfCrops: CropProtocol = {
  name: 'grid',
  aliases: [],
  title: `a grid of ${perSide}x${perSide} crops of ${side}x${side} of the photo at its original size`,
  defaultCrops: null,
  isWhole: false,
  isRandom: false,
  fixedFrame: null,
  plan(photo, { seed = 0 }) {
    checkedSeed(seed);
    const [lefts, tops] = [placesOn(photo.width), placesOn(photo.height)];
    const [marginLeft, marginTop] = [marginFor(lefts), marginFor(tops)];
    const source = withBlack(photo, marginLeft, marginTop);
    return {
      source,
      enlargement: 1,
      frame: { width: source.width, height: source.height },
      crop: { width: side, height: side },
      crops: tops.flatMap((top) => lefts.map((left) => ({ top: top + marginTop, left: left + marginLeft }))),
    };
  },
};

/** Where crops begin along a side of the photo; negative where it is shorter than a crop. */
function placesOn(size: number): readonly number[] {
  return Array.from({ length: perSide }, (_, i) => Math.round((i * (size - side)) / perSide));
}

function marginFor(places: readonly number[]): number {
  return -Math.min(...places);
}

/** Pads the photo with black at the left and top, and up to the size of a crop. Returns the photo itself where it needs none. */
function withBlack(photo: Photo, left: number, top: number): Photo {
  const width = left + Math.max(photo.width, side);
  const height = top + Math.max(photo.height, side);
  if (width === photo.width && height === photo.height) return photo;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < photo.height; y++) {
    const row = photo.data.subarray(y * photo.width * 3, (y + 1) * photo.width * 3);
    data.set(row, ((y + top) * width + left) * 3);
  }
  return { width, height, data };
}
