import { HyperIqaError } from '../errors.ts';

/** A decoded photo: 8-bit RGB as stored in the file (without EXIF rotation or colour management), rows top to bottom. */
export interface Photo {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3], R G B. */
  readonly data: Uint8Array;
}

/** @throws HyperIqaError USAGE unless `data` has three bytes for every pixel. */
export function checkPhoto({ width, height, data }: Photo): void {
  if (data.length === width * height * 3) return;
  throw new HyperIqaError(
    'USAGE',
    `An RGB photo of ${width}x${height} pixels has ${width * height * 3} bytes; its data have ${data.length}.`,
  );
}

/** A photo decoded from a file. */
export interface DecodedPhoto extends Photo {
  /** Defects of the file that did not prevent reading it, one phrase each without the file's name; usually empty. */
  readonly warnings: readonly string[];
}
