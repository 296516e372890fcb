/** Decodes an AVIF to Pillow's pixels, with any decoder of the AV1 data. */
import type { Photo } from '../photo.ts';
import { damaged } from '../photo-fault.ts';
import { type AvifPicture, type CodedPicture, type ColourInformation, readAvif } from './container.ts';
import { joinTiles, type Planes } from './planes.ts';
import { readSequence } from './sequence-header.ts';
import { planesToRgb } from './to-rgb.ts';

export interface AvifFile {
  readonly width: number;
  readonly height: number;
  /** @throws PhotoFault when the file is damaged. */
  decode(): Promise<Photo>;
}

/** Decodes one picture's AV1 data. @throws PhotoFault when they are damaged. */
export type DecodePlanes = (picture: CodedPicture) => Promise<Planes>;

/** @throws PhotoFault when the file is damaged or of an unsupported kind. */
export function openAvif(bytes: Uint8Array, decodePlanes: DecodePlanes): AvifFile {
  const picture = readAvif(bytes);
  const { width, height } = picture;
  return { width, height, decode: () => decode(picture, decodePlanes) };
}

async function decode(picture: AvifPicture, decodePlanes: DecodePlanes): Promise<Photo> {
  const photo = await decodeOpaque(picture, decodePlanes);
  if (picture.multipliedBy === null) return photo;
  const opacity = await decodeOpaque(picture.multipliedBy, decodePlanes);
  return divided(photo, opacity);
}

async function decodeOpaque(picture: AvifPicture, decodePlanes: DecodePlanes): Promise<Photo> {
  const tiles: Planes[] = [];
  for (const tile of picture.tiles) tiles.push(await decodePlanes(describedByData(tile)));
  const [first] = picture.tiles;
  return planesToRgb(joinTiles(picture, tiles), picture.colour ?? colourOfData(first!), picture.hasAlpha);
}

/** The sequence header is usually in the decoder's configuration, otherwise in the data. */
function colourOfData({ configuration, data }: CodedPicture): ColourInformation {
  const fixedLength = 4;
  const unspecified = { matrix: 2, fullRange: false };
  return (readSequence(configuration.subarray(fixedLength)) ?? readSequence(data))?.colour ?? unspecified;
}

/**
 * Takes depth and subsampling from the data where the configuration differs, which libavif tolerates.
 *
 * @throws PhotoFault where only one of them says that the picture is grey.
 */
function describedByData(picture: CodedPicture): CodedPicture {
  const sequence = readSequence(picture.data);
  if (sequence === null) return picture;
  const configuration = Uint8Array.from(picture.configuration);
  if ((configuration[2]! ^ sequence.coding) & greyBit)
    throw damaged('its boxes and its AV1 data disagree on whether it is grey');
  configuration[2] = (configuration[2]! & ~codingBits) | sequence.coding;
  return { ...picture, configuration };
}

/** The bits of av1C's third byte for depth, monochrome and subsampling. */
const codingBits = 0x7c;
const greyBit = 0x10;

/** Divides colours by their opacity, rounded as libyuv does. */
function divided(photo: Photo, opacity: Photo): Photo {
  const inverses = Array.from({ length: 256 }, (_, alpha) => Math.min(Math.floor(65536 / alpha), 65535));
  inverses[0] = 0;
  // As in libyuv's table; 257 would make opaque pixels brighter.
  inverses[255] = 256;
  const data = new Uint8ClampedArray(photo.data.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.floor((photo.data[i]! * 257 * inverses[opacity.data[i]!]!) / 65536);
  }
  return { ...photo, data: new Uint8Array(data.buffer) };
}
