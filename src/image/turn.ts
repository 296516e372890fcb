/** Rotation and mirroring that a file asks for. */
import type { Photo } from './photo.ts';

export interface Turn {
  /** Quarter turns anticlockwise, 0 to 3, applied before the mirroring. */
  readonly quarterTurns: number;
  readonly mirror: 'none' | 'top-bottom' | 'left-right';
}

/** The photo as it was before `turn` was applied to it. */
export function undoTurn(photo: Photo, { quarterTurns, mirror }: Turn): Photo {
  if (quarterTurns === 0 && mirror === 'none') return photo;
  const sideways = quarterTurns % 2 === 1;
  const width = sideways ? photo.height : photo.width;
  const height = sideways ? photo.width : photo.height;
  const data = new Uint8Array(photo.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Where a quarter turn anticlockwise takes (x, y): up the left side goes along the bottom.
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
