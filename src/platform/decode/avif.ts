import type { CodedPicture } from '../../image/avif/container.ts';
import { openAvif as openAvifFile } from '../../image/avif/decode.ts';
import { codingOf, halved, type Planes } from '../../image/avif/planes.ts';
import { stillAvif } from '../../image/avif/still.ts';
import type { OpenedPhoto } from '../../image/opened.ts';
import { byVips, openVips, type Raw, readRaw } from './vips.ts';

export function openAvif(bytes: Uint8Array): OpenedPhoto {
  const { width, height, decode } = openAvifFile(bytes, decodePlanes);
  return { width, height, decode: async () => ({ ...(await decode()), warnings: [] }) };
}

/** The matrix of green, blue and red planes: with it libheif returns planes, in which subsampled values are repeated. */
const rgb = 0;

async function decodePlanes(picture: CodedPicture): Promise<Planes> {
  const { bits, isGrey, shiftX, shiftY } = codingOf(picture);
  const still = stillAvif(picture, rgb);
  if (isGrey && bits > 8) {
    const { width, height, channels, data } = await byVips(async () =>
      readRaw((await openVips(still)).toColourspace('grey16'), 'ushort'),
    );
    const levels = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
    const brightness = Uint16Array.from({ length: width * height }, (_, i) => levels[i * channels]! >> (16 - bits));
    return { width, height, bits, brightness, colours: null };
  }
  const raw = await byVips(async () => readRaw((await openVips(still)).toColourspace('srgb'), 'uchar'));
  const { width, height } = raw;
  const brightness = channelOf(raw, isGrey ? 0 : 1, 0, 0);
  if (isGrey) return { width, height, bits, brightness, colours: null };
  const blue = channelOf(raw, 2, shiftX, shiftY);
  const red = channelOf(raw, 0, shiftX, shiftY);
  return { width, height, bits, brightness, colours: { blue, red, shiftX, shiftY } };
}

function channelOf(
  { width, height, channels, data }: Raw,
  channel: number,
  shiftX: number,
  shiftY: number,
): Uint8Array {
  const across = halved(width, shiftX);
  const down = halved(height, shiftY);
  const plane = new Uint8Array(across * down);
  for (let y = 0, to = 0; y < down; y++) {
    let from = (y << shiftY) * width * channels + channel;
    for (let x = 0; x < across; x++, from += channels << shiftX) plane[to++] = data[from]!;
  }
  return plane;
}
