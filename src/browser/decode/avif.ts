/**
 * Decodes AVIF by the browser's decoder, but only to planes of luma and chroma: the conversion to RGB differs among browsers and
 * is done here.
 */
import type { CodedPicture } from '../../image/avif/container.ts';
import { openAvif as openAvifFile } from '../../image/avif/decode.ts';
import { codingOf, halved, type Planes } from '../../image/avif/planes.ts';
import { stillAvif } from '../../image/avif/still.ts';
import { damaged, unsupported } from '../../image/photo-fault.ts';
import type { OpenedPhoto } from '../../image/opened.ts';

/** A matrix that every decoder supports (BT.601); it does not affect the planes. */
const anyMatrix = 6;

/** @throws PhotoFault when the file is damaged or of an unsupported kind. */
export function openAvif(bytes: Uint8Array<ArrayBuffer>): OpenedPhoto {
  const { width, height, decode } = openAvifFile(bytes, decodePlanes);
  return { width, height, decode: async () => ({ ...(await decode()), warnings: [] }) };
}

async function decodePlanes(picture: CodedPicture): Promise<Planes> {
  if (typeof ImageDecoder === 'undefined') {
    throw unsupported('it is an AVIF, and this browser does not give its pixels as stored: save it as JPEG or PNG');
  }
  const data = stillAvif(picture, anyMatrix);
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

async function readFrame(frame: VideoFrame, picture: CodedPicture): Promise<Planes> {
  const { codedWidth: width, codedHeight: height } = frame;
  const { bits, isGrey, shiftX, shiftY } = codingOf(picture);
  if (isGrey) return readGrey(frame);
  const samples = new Uint8Array(frame.allocationSize());
  const layout = await frame.copyTo(samples);
  if (layout.length < 3) {
    throw unsupported('it is an AVIF, and this browser does not give its colours as stored: save it as JPEG or PNG');
  }
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
  const rgba = new Uint8Array(width * height * 4);
  await frame.copyTo(rgba, { format: 'RGBA' });
  return { width, height, bits: 8, brightness: rgba.filter((_, i) => i % 4 === 0), colours: null };
}
