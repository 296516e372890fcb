/**
 * AVIF by the browser's decoder down to its planes of brightness and colour, and from there by the formulas of libheif,
 * which the command line decodes with: they halve and round otherwise than browsers do.
 */
import { boxes, findBox, fullHeader } from '../../../src/image/iso-boxes.ts';
import type { Photo } from '../../../src/image/photo.ts';
import { dropAlpha } from './native.ts';

/** One plane of a frame: a sample for each pixel, or for a group of them. */
interface Plane {
  readonly samples: Uint8Array;
  readonly stride: number;
  /** Pixels that share a sample, as a shift: 1 for two. */
  readonly shiftX: number;
  readonly shiftY: number;
}

/** What a colour difference adds to red, green and blue. */
interface Coefficients {
  readonly redCr: number;
  readonly greenCb: number;
  readonly greenCr: number;
  readonly blueCb: number;
}

/** Shares of red and blue in brightness (ITU-T H.273, table 4); BT.601's where the file says nothing. */
const shares: Readonly<Record<string, readonly [red: number, blue: number]>> = {
  bt709: [0.2126, 0.0722],
  'bt2020-ncl': [0.2627, 0.0593],
  smpte170m: [0.299, 0.114],
};

const shifts: Readonly<Record<string, readonly [x: number, y: number]>> = { I420: [1, 1], I422: [1, 0], I444: [0, 0] };

/** Throws what the browser throws when the file is damaged; pixels are those before any turn that the file asks for. */
export async function decodeAvif(bytes: Uint8Array<ArrayBuffer>): Promise<Photo> {
  if (typeof ImageDecoder === 'undefined') throw new Error('this browser does not decode AVIF to pixels as stored');
  const decoder = new ImageDecoder({ data: withoutAlpha(bytes), type: 'image/avif', colorSpaceConversion: 'none' });
  try {
    const { image } = await decoder.decode();
    return await readFrame(image);
  } finally {
    decoder.close();
  }
}

async function readFrame(frame: VideoFrame): Promise<Photo> {
  const { codedWidth: width, codedHeight: height, format } = frame;
  const shift = shifts[format ?? ''];
  if (shift === undefined) {
    // Grey, which needs no formula, and depths above 8 bits, for which the browser's own must do.
    const rgba = new Uint8Array(width * height * 4);
    await frame.copyTo(rgba, { format: 'RGBA' });
    const data = new Uint8Array(width * height * 3);
    dropAlpha(rgba, data, 0);
    return { width, height, data };
  }
  const samples = new Uint8Array(frame.allocationSize());
  const layout = await frame.copyTo(samples);
  const planes = layout.map(({ offset, stride }, i): Plane => {
    const [shiftX, shiftY] = i === 0 ? [0, 0] : shift;
    return { samples: samples.subarray(offset), stride, shiftX, shiftY };
  });
  const { matrix, fullRange } = frame.colorSpace;
  const coefficients = coefficientsOf(matrix ?? 'smpte170m');
  const inIntegers = format === 'I420' && fullRange === true;
  return toRgb(width, height, planes, coefficients, fullRange === true, inIntegers);
}

function coefficientsOf(matrix: string): Coefficients {
  const [red, blue] = shares[matrix] ?? shares.smpte170m!;
  const green = 1 - red - blue;
  return {
    redCr: 2 * (1 - red),
    greenCb: (-2 * blue * (1 - blue)) / green,
    greenCr: (-2 * red * (1 - red)) / green,
    blueCb: 2 * (1 - blue),
  };
}

/** libheif's factors from 16..235 and 16..240 to 0..255. */
const limitedBrightness = 1.1689;
const limitedColour = 1.1429;

/** @param inIntegers as libheif computes 4:2:0 of full range: with factors rounded to 1/256. */
function toRgb(
  width: number,
  height: number,
  planes: readonly Plane[],
  coefficients: Coefficients,
  fullRange: boolean,
  inIntegers: boolean,
): Photo {
  const [brightness, blueness, redness] = planes;
  const unit = inIntegers ? 256 : 1;
  const factor = (value: number) => (inIntegers ? Math.round(value * unit) : value);
  const { redCr, greenCb, greenCr, blueCb } = coefficients;
  const [fromCr, fromCb, alsoCr, toBlue] = [factor(redCr), factor(greenCb), factor(greenCr), factor(blueCb)];
  const data = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      let level = sample(brightness!, x, y);
      let cb = sample(blueness!, x, y) - 128;
      let cr = sample(redness!, x, y) - 128;
      if (!fullRange) {
        level = (level - 16) * limitedBrightness;
        cb *= limitedColour;
        cr *= limitedColour;
      }
      data[at] = Math.floor(level + (fromCr * cr) / unit + 0.5);
      data[at + 1] = Math.floor(level + (fromCb * cb + alsoCr * cr) / unit + 0.5);
      data[at + 2] = Math.floor(level + (toBlue * cb) / unit + 0.5);
    }
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

function sample({ samples, stride, shiftX, shiftY }: Plane, x: number, y: number): number {
  return samples[(y >> shiftY) * stride + (x >> shiftX)]!;
}

/** Decoders multiply colours with alpha where they find some: its reference is given a name that nobody knows. */
function withoutAlpha(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const meta = findBox(view, 'meta', 0, view.byteLength);
  const references = meta && findBox(view, 'iref', meta.start + fullHeader, meta.end);
  if (references === undefined) return copy;
  for (const { type, start } of boxes(view, references.start + fullHeader, references.end)) {
    if (type === 'auxl') copy.set(new TextEncoder().encode('free'), start - 4);
  }
  return copy;
}

/** The largest picture's size. Throws an error when the file ends before it is said. */
export function avifSize(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const meta = findBox(view, 'meta', 0, view.byteLength);
  const properties = meta && findBox(view, 'iprp', meta.start + fullHeader, meta.end);
  const container = properties && findBox(view, 'ipco', properties.start, properties.end);
  let size = { width: 0, height: 0 };
  for (const { type, start } of container === undefined ? [] : boxes(view, container.start, container.end)) {
    if (type !== 'ispe') continue;
    const width = view.getUint32(start + fullHeader);
    const height = view.getUint32(start + fullHeader + 4);
    if (width * height > size.width * size.height) size = { width, height };
  }
  if (size.width === 0) throw new Error('it ends before its size is said');
  return size;
}
