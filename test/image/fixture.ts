/** The reference values of test/fixtures/image, and the synthetic photos they were computed from. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Photo } from '../../src/image/photo.ts';

type Size = readonly [number, number];

/** Every `step`-th value of a result, and the SHA-256 of all its bytes. */
interface Result {
  readonly sha256: string;
  readonly step: number;
  readonly values: readonly number[];
}

interface ResizeCase extends Result {
  readonly from: Size;
  readonly to: Size;
}

interface PhotoFile {
  readonly size: Size;
  /** Pillow's mode of the file. */
  readonly mode: string;
  /** SHA-256 of Pillow's RGB bytes. */
  readonly sha256: string;
  /** SHA-256 of the RGB bytes after `ImageOps.exif_transpose`. */
  readonly turned: string;
  /** Lengths at which Pillow refuses the truncated file. */
  readonly refusedLengths: readonly number[];
}

interface ImageFixture {
  readonly formula: Readonly<Record<string, string>>;
  readonly pil: readonly ResizeCase[];
  readonly opencv: readonly ResizeCase[];
  readonly mersenne: readonly { readonly seed: number; readonly low16: readonly number[] }[];
  readonly demoPositions: readonly { readonly seed: number; readonly places: readonly Size[] }[];
  readonly normalised: string;
  readonly demoTensor: readonly {
    readonly photo: Size;
    readonly seed: number;
    readonly crops: number;
    readonly sha256: string;
  }[];
  readonly uniformTensor: readonly (Result & {
    readonly photo: Size;
    readonly crops: number;
    readonly places: readonly Size[];
  })[];
  readonly blob: readonly (Result & { readonly photo: Size })[];
  /** SHA-256 of Pillow's RGB bytes of the photos in samples/. */
  readonly samples: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, PhotoFile>>;
}

export const fixture: ImageFixture = JSON.parse(readFileSync('test/fixtures/image/image.json', 'utf8'));

/** The photo that make_image_fixtures.py calls `formula`: noise, hard edges and smooth ramps in tiles of 16 pixels. */
export function formula(width: number, height: number): Photo {
  const data = new Uint8Array(width * height * 3);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const noise = x * x * 37 + y * y * 91 + x * y * 17 + c * 89;
        const tile = ((x >> 4) + (y >> 4) + c) % 3;
        if (tile === 0) data[at] = noise & 255;
        else if (tile === 1) data[at] = ((noise >> 5) & 1) * 255;
        else data[at] = (x * 3 + y * 5 + c * 40) & 255;
        at += 1;
      }
    }
  }
  return { width, height, data };
}

export function sha256(values: Uint8Array | Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}

/** The share of equal values and the largest difference, at the values that the fixture keeps. */
export function difference(
  values: ArrayLike<number>,
  reference: Omit<Result, 'sha256'>,
): { equal: number; largest: number } {
  const errors = reference.values.map((value, i) => Math.abs(values[i * reference.step]! - value));
  return { equal: errors.filter((error) => error === 0).length / errors.length, largest: Math.max(...errors) };
}
