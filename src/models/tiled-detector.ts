/** A face detector that also searches tiles of a large photo, in which small faces become large enough for it. */
import { type Box, cropPhoto } from '../image/crop.ts';
import type { Photo } from '../image/photo.ts';
import { prefetched } from '../prefetch.ts';
import type { Face, FaceDetector, FaceOptions } from './detector.ts';

/** The least side of a tile in pixels: smaller tiles would show the detector nothing new. */
const leastSide = 450;
/** The least overlap of tiles of one size, relative to their side. */
const overlap = 1 / 4;
/**
 * A face closer than this share of the tile's side to a tile border within the photo may be cut off; another tile holds it whole.
 */
const margin = 1 / 50;
/** Of two boxes whose intersection is a larger share of the smaller one, the less confident is dropped. */
const mostShared = 0.6;

/**
 * The tiles of a photo: squares of a half, a quarter and so on of its longer side, clipped where the photo is narrower. A face of
 * up to a quarter of a tile's side lies whole in some tile of that size, wherever it is.
 */
export function tilesOf({ width, height }: Photo): readonly Box[] {
  const tiles: Box[] = [];
  for (let side = Math.max(width, height) / 2; side >= leastSide; side /= 2) {
    for (const [top, bottom] of partsOf(height, Math.round(side))) {
      for (const [left, right] of partsOf(width, Math.round(side))) tiles.push([left, top, right, bottom]);
    }
  }
  return tiles;
}

/** Start and end of the parts of a length, evenly distributed. */
function partsOf(length: number, side: number): readonly (readonly [number, number])[] {
  if (length <= side) return [[0, length]];
  const count = Math.ceil((length - side) / (side * (1 - overlap))) + 1;
  return Array.from({ length: count }, (_, i) => {
    const begin = Math.round(((length - side) * i) / (count - 1));
    return [begin, begin + side];
  });
}

export class TiledDetector implements FaceDetector {
  readonly #detector: FaceDetector;

  /** @param detector is disposed of together with this one. */
  constructor(detector: FaceDetector) {
    this.#detector = detector;
  }

  /** The faces of the whole photo and of its tiles, each once. @throws as the wrapped detector. */
  async find(photo: Photo, options: FaceOptions = {}): Promise<readonly Face[]> {
    const whole: Box = [0, 0, photo.width, photo.height];
    const found: Face[] = [];
    for await (const some of prefetched([whole, ...tilesOf(photo)], (tile) => this.#findIn(photo, tile, options))) {
      found.push(...some);
    }
    const kept: Face[] = [];
    for (const face of found.toSorted((a, b) => b.confidence - a.confidence)) {
      if (kept.every((other) => shared(other.box, face.box) <= mostShared)) kept.push(face);
    }
    return kept;
  }

  dispose(): void {
    this.#detector.dispose();
  }

  async #findIn(photo: Photo, tile: Box, options: FaceOptions): Promise<readonly Face[]> {
    const [left, top, right, bottom] = tile;
    const faces = await this.#detector.find(cropPhoto(photo, tile), options);
    const near = margin * Math.max(right - left, bottom - top);
    return faces
      .map((face): Face => {
        const [x0, y0, x1, y1] = face.box;
        const moved: Face = { ...face, box: [x0 + left, y0 + top, x1 + left, y1 + top] };
        if (face.points === undefined) return moved;
        const points = face.points.map(([x, y]) => [x + left, y + top] as const);
        return { ...moved, points: points as unknown as NonNullable<Face['points']> };
      })
      .filter(
        ({ box: [x0, y0, x1, y1] }) =>
          (left === 0 || x0 >= left + near) &&
          (top === 0 || y0 >= top + near) &&
          (right === photo.width || x1 <= right - near) &&
          (bottom === photo.height || y1 <= bottom - near),
      );
  }
}

function areaOf([left, top, right, bottom]: Box): number {
  return Math.max(right - left, 0) * Math.max(bottom - top, 0);
}

/** The intersection as a share of the smaller box. */
function shared(a: Box, b: Box): number {
  const common = areaOf([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  return common / Math.min(areaOf(a), areaOf(b));
}
