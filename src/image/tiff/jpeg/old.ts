/**
 * Decodes old-style JPEG (TIFF 6.0, section 22; compression 6), which its specification left open, as libtiff does
 * (`tif_ojpeg.c`): one JPEG stream for the whole picture, which consists of the stream that the file names and then all strips,
 * with restarts between strips. Missing tables are those that tags name.
 */
import { damaged } from '../../photo-fault.ts';
import { bytesOfBlock } from '../blocks.ts';
import type { TagName } from '../directory.ts';
import type { TiffPage } from '../page.ts';
import { unsupportedTiff } from '../refusal.ts';
import { readSubsampling } from '../ycbcr.ts';
import { type Frame, type JpegTables, noTables, readSegments, type Scan, zigzag } from './header.ts';
import { huffmanTable } from './huffman.ts';
import { decodeScan, planesOf, unitOf } from './planes.ts';

/** Overlapping strips could otherwise make the stream arbitrarily long. */
const mostBytesPerByte = 4;

/**
 * @returns [height, width, count]: luma or YCbCr of each pixel, with chroma shared as stored.
 * @throws PhotoFault when the stream is damaged, of another size, or not baseline JPEG.
 */
export function decodeOldJpeg(page: TiffPage): Uint8Array {
  const { width, height, count, blocks } = page;
  if (blocks.across > 1) throw unsupportedTiff('with old-style JPEG compression in tiles beside each other');
  const data = streamOf(page);
  const { tables, frame, scan } = startsWithMarker(data) ? readSegments(data, 0, noTables, null) : fromTags(page);
  if (frame === null || scan === null) throw damaged('its old-style JPEG data lack a frame or a scan');
  check(page, frame, scan);
  const unit = unitOf(frame);
  const perBlock = Math.ceil(frame.width / (8 * unit.across)) * (blocks.height / (8 * unit.down));
  if (blocks.down > 1 && !Number.isInteger(perBlock)) throw damaged('its strips do not hold whole units of JPEG data');
  const stated = tables.restartInterval || (blocks.down > 1 ? perBlock : page.directory.singleOr('oldJpegRestarts', 0));
  const planes = planesOf(frame);
  decodeScan(data, scan, frame, { ...tables, restartInterval: stated }, planes);
  const samples = new Uint8Array(width * height * count);
  planes.forEach((plane, component) => {
    const across = unit.across / frame.components[component]!.across;
    const down = unit.down / frame.components[component]!.down;
    for (let y = 0, to = component; y < height; y++) {
      const from = Math.floor(y / down) * plane.stride;
      for (let x = 0; x < width; x++, to += count) samples[to] = plane.samples[from + Math.floor(x / across)]!;
    }
  });
  return samples;
}

/** The stream that the file names, followed by its strips, with a restart before each but the first. */
function streamOf({ directory, blocks }: TiffPage): Uint8Array {
  const { bytes } = directory;
  const start = directory.singleOr('oldJpegStream', 0);
  const stated = directory.singleOr('oldJpegStreamLength', 0);
  const named =
    start > 0 && start < bytes.length ? bytes.subarray(start, stated > 0 ? start + stated : undefined) : null;
  const pieces = named === null ? [] : [named];
  let length = named?.length ?? 0;
  for (let index = 0; index < Math.min(blocks.down, directory.count(blocks.offsets)); index++) {
    const piece = bytesOfBlock(directory, blocks, index, null);
    if (index > 0) pieces.push(Uint8Array.of(0xff, 0xd0 + ((index - 1) % 8)));
    pieces.push(piece);
    length += piece.length;
    if (length > mostBytesPerByte * bytes.length) throw damaged('its strips overlap');
  }
  const data = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    data.set(piece, at);
    at += piece.length;
  }
  return data;
}

function startsWithMarker(data: Uint8Array): boolean {
  return data[0] === 0xff && data[1] !== 0;
}

/** The values of fields that only progressive scans use. */
const wholeScan = { first: 0, last: 63, shiftBefore: 0, shift: 0 } as const;

interface Start {
  readonly tables: JpegTables;
  readonly frame: Frame;
  readonly scan: Scan;
}

/** The frame and tables that tags describe, for strips that contain only coded bits. */
function fromTags(page: TiffPage): Start {
  const { count, blocks, directory } = page;
  const sampling = count === 1 ? { across: 1, down: 1 } : readSubsampling(directory);
  const places = Array.from({ length: count }, (_, component) => component);
  const components = places.map((id) => ({ id, quantisation: id, ...(id === 0 ? sampling : { across: 1, down: 1 }) }));
  const height = blocks.isTiled ? blocks.down * blocks.height : page.height;
  return {
    tables: {
      quantisation: places.map((place) => quantisationAt(page, place)),
      dc: places.map((place) => huffmanAt(page, 'oldJpegDcTables', place)),
      ac: places.map((place) => huffmanAt(page, 'oldJpegAcTables', place)),
      restartInterval: 0,
    },
    frame: { isProgressive: false, width: blocks.width, height, components },
    scan: { ...wholeScan, components: places.map((index) => ({ index, dc: index, ac: index })), at: 0 },
  };
}

/** The `length` bytes at the file position that the tag states for a component, or for the last one before it. */
function bytesNamedBy({ directory }: TiffPage, name: TagName, place: number, from: number, length: number): Uint8Array {
  const start = directory.number(name, Math.min(place, directory.count(name) - 1)) + from;
  const found = directory.bytes.subarray(start, start + length);
  if (found.length < length) throw damaged('a table of its old-style JPEG data lies outside of the file');
  return found;
}

function quantisationAt(page: TiffPage, place: number): Int32Array {
  const values = new Int32Array(64);
  bytesNamedBy(page, 'oldJpegQuantisation', place, 0, 64).forEach((value, i) => {
    values[zigzag[i]!] = value;
  });
  return values;
}

function huffmanAt(page: TiffPage, name: 'oldJpegDcTables' | 'oldJpegAcTables', place: number) {
  const counts = bytesNamedBy(page, name, place, 0, 16);
  const values = counts.reduce((sum, count) => sum + count, 0);
  return huffmanTable(name === 'oldJpegDcTables' ? 'dc' : 'ac', counts, bytesNamedBy(page, name, place, 16, values));
}

function check({ width, height, count, blocks }: TiffPage, frame: Frame, scan: Scan): void {
  const found = `${frame.width}x${frame.height} pixels with ${frame.components.length} components`;
  if (frame.width !== blocks.width || frame.height < height || frame.components.length !== count) {
    throw damaged(`its old-style JPEG data are ${found}, not ${blocks.width}x${height} with ${count}`);
  }
  // Otherwise a file of a few bytes could claim thousands of rows more than the picture has.
  if (frame.height > blocks.down * Math.max(blocks.height, 16) + 16)
    throw damaged(`its old-style JPEG data are ${found}`);
  if (frame.isProgressive) throw unsupportedTiff('with progressive old-style JPEG compression, which is not read');
  const [first, ...rest] = frame.components;
  const known = count === 1 ? [1] : [1, 2, 4];
  const isUsual = rest.every(({ across, down }) => across === 1 && down === 1);
  if (!isUsual || !known.includes(first!.across) || !known.includes(first!.down) || width > frame.width) {
    throw unsupportedTiff('with old-style JPEG compression, whose sampling factors are not read');
  }
  if (scan.components.length !== count) throw unsupportedTiff('with old-style JPEG compression in several scans');
}
