/** Rotates and mirrors photos as a file requests. */
import type { Photo } from './photo.ts';

export interface Turn {
  /** Anticlockwise quarter turns, 0 to 3, applied before mirroring. */
  readonly quarterTurns: number;
  readonly mirror: 'none' | 'top-bottom' | 'left-right';
}

/** The photo as it was before `turn` was applied. */
export function undoTurn(photo: Photo, { quarterTurns, mirror }: Turn): Photo {
  if (quarterTurns === 0 && mirror === 'none') return photo;
  const sideways = quarterTurns % 2 === 1;
  const width = sideways ? photo.height : photo.width;
  const height = sideways ? photo.width : photo.height;
  const data = new Uint8Array(photo.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // A quarter turn anticlockwise maps the left edge, read upwards, to the bottom edge.
      let [fromX, fromY] = [x, y];
      if (quarterTurns === 1) [fromX, fromY] = [y, width - 1 - x];
      if (quarterTurns === 2) [fromX, fromY] = [width - 1 - x, height - 1 - y];
      if (quarterTurns === 3) [fromX, fromY] = [height - 1 - y, x];
      if (mirror === 'left-right') fromX = photo.width - 1 - fromX;
      if (mirror === 'top-bottom') fromY = photo.height - 1 - fromY;
      const from = (fromY * photo.width + fromX) * 3;
      data.set(photo.data.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return { width, height, data };
}
