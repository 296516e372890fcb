/**
 * Decodes AVIF by the browser's decoder, but only to planes of luma and chroma: the conversion to RGB differs among browsers and
 * is done here. Firefox returns nothing but RGB, from which the planes are recovered.
 */
import type { CodedPicture } from '../../image/avif/container.ts';
import { openAvif as openAvifFile } from '../../image/avif/decode.ts';
import { codingOf, halved, type Planes } from '../../image/avif/planes.ts';
import { stillAvif } from '../../image/avif/still.ts';
import { bt601 } from '../../image/libyuv.ts';
import { damaged, unsupported } from '../../image/photo-fault.ts';
import { planesOfRgb } from '../../image/planes-of-rgb.ts';
import type { OpenedPhoto } from '../../image/opened.ts';
import { rgbaOf } from './native.ts';

/** The declared matrices, which do not affect the planes. With the first, RGB are the planes; it exists without subsampling only. */
const identity = 0;
const bt601Matrix = 6;

/** @throws PhotoFault when the file is damaged or of an unsupported kind. */
export function openAvif(bytes: Uint8Array<ArrayBuffer>): OpenedPhoto {
  const { width, height, decode } = openAvifFile(bytes, decodePlanes);
  return { width, height, decode: async () => ({ ...(await decode()), warnings: [] }) };
}

async function decodePlanes(picture: CodedPicture): Promise<Planes> {
  if (typeof ImageDecoder === 'undefined') {
    throw unsupported('it is an AVIF, and this browser does not give its pixels as stored: save it as JPEG or PNG');
  }
  const data = stillAvif(picture, isSubsampled(picture) ? bt601Matrix : identity);
  const decoder = new ImageDecoder({ data, type: 'image/avif', colorSpaceConversion: 'none' });
  try {
    const { image } = await decoder.decode().catch(() => {
      throw damaged('the browser finds no complete picture in its data');
    });
    return await readFrame(image, picture);
  } finally {
    decoder.close();
  }
}

function isSubsampled(picture: CodedPicture): boolean {
  const { shiftX, shiftY } = codingOf(picture);
  return shiftX + shiftY > 0;
}

async function readFrame(frame: VideoFrame, picture: CodedPicture): Promise<Planes> {
  const { codedWidth: width, codedHeight: height } = frame;
  const { bits, isGrey, shiftX, shiftY } = codingOf(picture);
  if (isGrey) return readGrey(frame);
  const samples = new Uint8Array(frame.allocationSize());
  const layout = await frame.copyTo(samples);
  if (layout.length < 3) return readRgb(frame, picture);
  const plane = (i: number, across: number, down: number) => {
    const { offset, stride } = layout[i]!;
    const bytes = bits > 8 ? 2 : 1;
    const values = new Uint8Array(across * down);
    for (let y = 0; y < down; y++) {
      const row = samples.subarray(offset + y * stride, offset + y * stride + across * bytes);
      if (bytes === 1) values.set(row, y * across);
      // Padding bits in the last byte do not count.
      else
        for (let x = 0; x < across; x++) values[y * across + x] = ((row[2 * x + 1]! << 8) | row[2 * x]!) >> (bits - 8);
    }
    return values;
  };
  const [across, down] = [halved(width, shiftX), halved(height, shiftY)];
  const colours = { blue: plane(1, across, down), red: plane(2, across, down), shiftX, shiftY };
  return { width, height, bits, brightness: plane(0, width, height), colours };
}

/** Browsers return grey pictures only as 8-bit RGB, rounded where the file has more bits. */
async function readGrey(frame: VideoFrame): Promise<Planes> {
  const { codedWidth: width, codedHeight: height } = frame;
  return { width, height, bits: 8, brightness: channelOf(await rgbaOf(frame), 0), colours: null };
}

async function readRgb(frame: VideoFrame, picture: CodedPicture): Promise<Planes> {
  const { codedWidth: width, codedHeight: height } = frame;
  const { bits, shiftX, shiftY } = codingOf(picture);
  const bytes = await rgbaOf(frame);
  if (!isSubsampled(picture)) {
    const colours = { blue: channelOf(bytes, 2), red: channelOf(bytes, 0), shiftX, shiftY };
    return { width, height, bits, brightness: channelOf(bytes, 1), colours };
  }
  const pixels = { bytes, offset: 0, stride: 4 * width, order: [0, 1, 2] } as const;
  const { luma, blue, red } = planesOfRgb(pixels, { width, height }, bt601.full, { shiftX, shiftY });
  return { width, height, bits, brightness: luma, colours: { blue, red, shiftX, shiftY } };
}

const channelOf = (rgba: Uint8Array, channel: number) => rgba.filter((_, i) => i % 4 === channel);
