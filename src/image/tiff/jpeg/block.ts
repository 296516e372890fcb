/** Decodes JPEG in strips and tiles (TIFF technical note 2): each is a stream of its own, which may lack its tables. */
import { damaged } from '../../photo-fault.ts';
import { type Frame, type JpegTables, noTables, readSegments } from './header.ts';
import { decodeScan, type Plane, planesOf, unitOf } from './planes.ts';
import { ProgressivePlanes } from './progressive.ts';
import { upsample } from './upsample.ts';

/** What a block must match. */
export interface JpegBlock {
  readonly width: number;
  readonly rows: number;
  /** Whether the stream may have more rows, as some writers pad the last strip. */
  readonly mayBeTaller: boolean;
  readonly components: number;
  /** Whether the first component may have two or four times as many samples as the others, across and down. */
  readonly isSubsampled: boolean;
}

/** The tables that all blocks share, from a stream that contains only these. */
export function readJpegTables(stream: Uint8Array | null): JpegTables {
  return stream === null ? noTables : readSegments(startOf(stream), 0, noTables, null).tables;
}

/** Checks the stream's start and returns its contents. */
function startOf(stream: Uint8Array): Uint8Array {
  if (stream[0] !== 0xff || stream[1] !== 0xd8) throw damaged('its JPEG data do not start as JPEG does');
  return stream;
}

/**
 * @returns [rows, width, components]: the stored components, upsampled to one sample per pixel.
 * @throws PhotoFault when the stream is damaged, of another size, or coded differently.
 */
export function decodeJpegBlock(data: Uint8Array, shared: JpegTables, block: JpegBlock): Uint8Array {
  let segments = readSegments(startOf(data), 0, shared, null);
  const { frame } = segments;
  if (frame === null) throw damaged('its JPEG data lack a frame');
  check(frame, block);
  const planes = planesOf(frame);
  const progress = frame.isProgressive ? new ProgressivePlanes(frame, planes) : null;
  const seen = new Set<number>();
  while (segments.scan !== null) {
    const { scan, tables } = segments;
    for (const { index } of scan.components) {
      if (seen.has(index) && progress === null) throw damaged('its JPEG data contain a component twice');
      seen.add(index);
    }
    const end = progress?.decodeScan(data, scan, tables) ?? decodeScan(data, scan, frame, tables, planes);
    segments = readSegments(data, end, tables, frame);
  }
  if (seen.size < frame.components.length) throw damaged('its JPEG data end too early');
  progress?.finish();
  const unit = unitOf(frame);
  const whole = planes.map((plane, i) => {
    const { across, down } = frame.components[i]!;
    return upsample(plane, unit.across / across, unit.down / down);
  });
  return interleaved(whole, block.width, block.rows);
}

function check({ width, height, components }: Frame, block: JpegBlock): void {
  const fits = width === block.width && (height === block.rows || (block.mayBeTaller && height > block.rows));
  if (!fits) throw damaged(`its JPEG data are ${width}x${height} pixels, not ${block.width}x${block.rows}`);
  if (components.length !== block.components) {
    throw damaged(`its JPEG data have ${components.length} components, not ${block.components}`);
  }
  const known = block.isSubsampled ? [1, 2, 4] : [1];
  const [first, ...rest] = components;
  const isUsual = rest.every(({ across, down }) => across === 1 && down === 1);
  if (!isUsual || !known.includes(first!.across) || !known.includes(first!.down)) {
    throw damaged('the sampling factors of its JPEG data are invalid');
  }
}

function interleaved(planes: readonly Plane[], width: number, rows: number): Uint8Array {
  const count = planes.length;
  const samples = new Uint8Array(rows * width * count);
  planes.forEach((plane, component) => {
    for (let y = 0, to = component; y < rows; y++) {
      const from = y * plane.stride;
      for (let x = 0; x < width; x++, to += count) samples[to] = plane.samples[from + x]!;
    }
  });
  return samples;
}
