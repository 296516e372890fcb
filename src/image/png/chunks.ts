/** Reads the chunks of a PNG (ISO/IEC 15948), accepting and refusing the same as Pillow. */
import { damaged, unsupported } from '../photo-fault.ts';
import { crc32 } from './crc32.ts';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly interlaced: boolean;
}

export interface PngFile extends PngHeader {
  /** The colour table's RGB; null where there is none. */
  readonly palette: Uint8Array | null;
  /** The first run of consecutive IDAT chunks; the last one may be cut off. */
  readonly pictureChunks: readonly Chunk[];
}

export interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** The stated checksum; null where the file ends before it. */
  readonly checksum: number | null;
  /** The bytes that the checksum covers: type and data. */
  readonly checked: Uint8Array;
  /** The position of the next chunk. */
  readonly next: number;
}

export const colourTypes = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgba: 6 } as const;

/** The bit depths that each colour type allows. */
const depths: Readonly<Record<number, readonly number[]>> = {
  [colourTypes.grey]: [1, 2, 4, 8, 16],
  [colourTypes.rgb]: [8, 16],
  [colourTypes.palette]: [1, 2, 4, 8],
  [colourTypes.greyAlpha]: [8, 16],
  [colourTypes.rgba]: [8, 16],
};

const signatureLength = 8;
/** A chunk's length and type. */
const headLength = 8;
const checksumLength = 4;

/** @throws PhotoFault when the file is damaged. */
export function readPng(bytes: Uint8Array): PngFile {
  let header: PngHeader | null = null;
  let palette: Uint8Array | null = null;
  let chunk = chunkAt(bytes, signatureLength);
  let frames = 1;
  let frameChunks = 0;
  for (; chunk?.type !== 'IDAT' || header === null; chunk = chunkAt(bytes, chunk.next)) {
    if (chunk === null && header === null) throw damaged('its header (IHDR) is missing');
    if (chunk === null) throw damaged('it ends, or contains something other than chunks, before its picture data');
    if (chunk.type === 'IEND') throw damaged('it holds no picture data');
    if (chunk.checksum === null) throw damaged(`it ends within its chunk ${chunk.type}`);
    checkContents(chunk, header);
    if (isChanged(chunk)) throw damaged(`its chunk ${chunk.type} has a wrong checksum`);
    if (chunk.type === 'IHDR') header = headerOf(chunk.data);
    if (chunk.type === 'fcTL') checkFrame(chunk.data, frameChunks++, header);
    if (chunk.type === 'acTL') frames = dataView(chunk.data).getUint32(0);
    if (chunk.type === 'PLTE' && header?.colourType === colourTypes.palette) palette = chunk.data;
  }
  const pictureChunks: Chunk[] = [];
  for (; chunk?.type === 'IDAT'; chunk = chunkAt(bytes, chunk.next)) pictureChunks.push(chunk);
  // The following chunks are only checked for their contents, up to the end or to anything that is not a chunk.
  for (; chunk !== null && chunk.type !== 'IEND'; chunk = chunkAt(bytes, chunk.next)) {
    if (frames > 1 && chunk.type === 'fcTL') break;
    if (chunk.next - checksumLength > bytes.length) throw damaged(`it ends within its chunk ${chunk.type}`);
    checkContents(chunk, header);
  }
  return { ...header, palette, pictureChunks };
}

/** Whether the checksum is present and wrong. */
export function isChanged({ checked, checksum }: Chunk): boolean {
  return checksum !== null && crc32(checked) !== checksum;
}

/** The chunk at this position; null where there is none, or the file ends within its head. */
function chunkAt(bytes: Uint8Array, at: number): Chunk | null {
  const start = at + headLength;
  if (start > bytes.length) return null;
  const view = dataView(bytes);
  const type = String.fromCharCode(...bytes.subarray(at + 4, start));
  if (!/^\w{4}$/.test(type)) return null;
  const end = start + view.getUint32(at);
  const next = end + checksumLength;
  const checksum = next > bytes.length ? null : view.getUint32(end);
  return { type, data: bytes.subarray(start, end), checked: bytes.subarray(at + 4, end), checksum, next };
}

function headerOf(data: Uint8Array): PngHeader {
  const view = dataView(data);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colourType, , filters, interlace] = data.subarray(8) as unknown as readonly number[];
  if (width === 0 || height === 0) throw damaged('its header gives a size of 0');
  if (depths[colourType!]?.includes(depth!) !== true || filters !== 0) {
    throw unsupported(
      `it is a PNG of colour type ${colourType} with ${depth} bits and filters of kind ${filters}, which do not exist; ` +
        'its header is damaged, or another program changed it: save it again from the original',
    );
  }
  return { width, height, depth: depth!, colourType: colourType!, interlaced: interlace !== 0 };
}

/** Checks a frame of an animation before its default image: frames must be numbered and lie within the picture. */
function checkFrame(data: Uint8Array, number: number, header: PngHeader | null): void {
  const view = dataView(data);
  const [width, height, left, top] = [4, 8, 12, 16].map((at) => view.getUint32(at)) as [number, number, number, number];
  const lies = header !== null && left + width <= header.width && top + height <= header.height;
  if (view.getUint32(0) !== number || !lies) throw damaged('its animation has frames that do not follow or fit');
}

function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The least lengths of chunks whose values are read. */
const leastLengths: Readonly<Record<string, number>> = { IHDR: 13, gAMA: 4, sRGB: 1, pHYs: 9, acTL: 8, fcTL: 26 };

/** The least length of tRNS, by colour type; other types have no minimum. */
const leastTransparency: Readonly<Record<number, number>> = { [colourTypes.grey]: 2, [colourTypes.rgb]: 6 };

/** @throws PhotoFault where Pillow fails on a chunk's contents, even on those that it does not need. */
function checkContents({ type, data }: Chunk, header: PngHeader | null): void {
  const least = type === 'tRNS' ? leastTransparency[header?.colourType ?? -1] : leastLengths[type];
  if (data.length < (least ?? 0) || (type === 'cHRM' && data.length % 4 !== 0)) {
    throw damaged(`its chunk ${type} has the impossible length ${data.length}`);
  }
  if (type === 'PLTE' && data.length > 3 * 256 && header?.colourType === colourTypes.palette) {
    throw damaged('its colour table has more than 256 colours');
  }
  // A name, a zero, and the compression method.
  const nameEnd = data.indexOf(0);
  const method = type === 'zTXt' && nameEnd < 0 ? 0 : data[nameEnd + 1];
  if ((type === 'iCCP' && method !== 0) || (type === 'zTXt' && (method ?? 0) !== 0)) {
    throw damaged(`its chunk ${type} is compressed by an unknown method`);
  }
}
