/** Makes the pictures of a decoded photo that the page shows. */
import type { DecodedPhoto, Photo } from '../../src/image/photo.ts';
import type { Picture } from '../protocol.ts';

const thumbnailSide = 320;

/** @param autoOrient whether the photo was turned as its file says. */
export async function pictureOf(
  photo: DecodedPhoto,
  bytes: Uint8Array<ArrayBuffer>,
  autoOrient: boolean,
): Promise<Picture> {
  const { width, height, warnings } = photo;
  // It is in the bundle of all photo readers, which is loaded with the first photo.
  const { fileOrientation } = await import('../../src/image/orientation.ts');
  const stored = fileOrientation(bytes);
  const { isShownOtherwise } = await import('./shown-otherwise.ts');
  const thumbnail = await thumbnailOf(photo);
  return {
    ...{ width, height, orientation: autoOrient ? 1 : stored, turned: autoOrient && stored > 1, warnings, thumbnail },
    ...((await isShownOtherwise(bytes)) ? { shownOtherwise: true } : {}),
  };
}

/** The photo as a bitmap, reduced if its longest side exceeds `longestSide`. */
export async function bitmapOf(photo: Photo, longestSide: number): Promise<ImageBitmap> {
  const { width, height } = photo;
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  return createImageBitmap(new ImageData(withAlpha(photo), width, height), {
    resizeWidth: size.width,
    resizeHeight: size.height,
    resizeQuality: 'medium',
  });
}

async function thumbnailOf(photo: Photo): Promise<Blob> {
  const bitmap = await bitmapOf(photo, thumbnailSide);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('bitmaprenderer')!.transferFromImageBitmap(bitmap);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}

function withAlpha({ width, height, data }: Photo): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; to < rgba.length; from += 3, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + 1]!;
    rgba[to + 2] = data[from + 2]!;
    rgba[to + 3] = 255;
  }
  return rgba;
}
