/** Reads the tracks of an animation to find its first picture (ISO/IEC 14496-12, sections 8.3 to 8.7). */
import { type Box, boxes, findBox, fullHeader } from '../iso-boxes.ts';
import { damaged } from '../photo-fault.ts';

export interface Track {
  /** Four letters. */
  readonly handler: string;
  readonly width: number;
  readonly height: number;
  /** The boxes in the description of its pictures. */
  readonly properties: readonly Box[];
  readonly stbl: Box;
}

/** The length of a VisualSampleEntry's own fields. */
const sampleEntryLength = 78;

/** @throws RangeError where the file ends too early. */
export function readTracks(view: DataView, moov: Box): readonly Track[] {
  return [...boxes(view, moov.start, moov.end)].flatMap((trak) => {
    const path = (...types: readonly string[]): Box | undefined =>
      types.reduce<Box | undefined>((box, type) => box && findBox(view, type, box.start, box.end), trak);
    const hdlr = path('mdia', 'hdlr');
    const stbl = path('mdia', 'minf', 'stbl');
    const stsd = stbl && findBox(view, 'stsd', stbl.start, stbl.end);
    const entry = stsd && findBox(view, 'av01', stsd.start + fullHeader + 4, stsd.end);
    if (trak.type !== 'trak' || hdlr === undefined || stbl === undefined || entry === undefined) return [];
    const handler = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + hdlr.start + 8, 4));
    const properties = [...boxes(view, entry.start + sampleEntryLength, entry.end)];
    return [
      { handler, width: view.getUint16(entry.start + 24), height: view.getUint16(entry.start + 26), properties, stbl },
    ];
  });
}

/** The data of a track's first picture. @throws PhotoFault, RangeError when the file is damaged or ends too early. */
export function firstSample(view: DataView, { stbl }: Track): Uint8Array {
  const table = (type: string) => findBox(view, type, stbl.start, stbl.end);
  const [sizes, offsets, wideOffsets] = [table('stsz'), table('stco'), table('co64')];
  const place = offsets ?? wideOffsets;
  if (sizes === undefined || place === undefined) throw damaged('the position of its first picture is missing');
  const common = view.getUint32(sizes.start + fullHeader);
  const length = common === 0 ? view.getUint32(sizes.start + fullHeader + 8) : common;
  const first = place.start + fullHeader + 4;
  const offset = offsets === undefined ? Number(view.getBigUint64(first)) : view.getUint32(first);
  const holds = ({ type, start, end }: Box) => type === 'mdat' && offset >= start && offset + length <= end;
  // A box that is cut off at the file's end is not among them.
  if (![...boxes(view, 0, view.byteLength)].some(holds)) throw damaged('it ends within its picture data');
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}
