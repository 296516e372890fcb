/** Recognises raw photos, many of which look like TIFFs whose first picture is a small preview. */
import { begins } from './begins.ts';

const signatures: readonly (readonly [start: string, name: string])[] = [
  ['FUJIFILMCCD-RAW', 'Fujifilm RAF'],
  ['FOVb', 'Sigma X3F'],
  ['\0MRM', 'Minolta MRW'],
  ['IIU\0', 'Panasonic RW2'],
  ['IIRO', 'Olympus ORF'],
  ['IIRS', 'Olympus ORF'],
  ['MMOR', 'Olympus ORF'],
  ['II....HEAPCCDR', 'Canon CRW'],
  ['II*\0....CR', 'Canon CR2'],
];

/** Tags (TIFF 6.0; TIFF/EP; DNG specification). */
const subfileTypeTag = 254;
const makeTag = 271;
const subDirectoriesTag = 330;
const dngVersionTag = 50706;

const littleEndian = 0x4949;
const entryLength = 12;
const reducedSize = 1;

/** The name of the raw format; null for any other file. */
export function rawCamera(bytes: Uint8Array): string | null {
  const found = signatures.find(([start]) => begins(bytes, start));
  if (found !== undefined) return found[1];
  if (!begins(bytes, 'II*\0') && !begins(bytes, 'MM\0*')) return null;
  const tags = firstDirectory(bytes);
  if (tags.has(dngVersionTag)) return 'DNG';
  const isPreview = tags.get(subfileTypeTag) === reducedSize;
  return isPreview && tags.has(makeTag) && tags.has(subDirectoriesTag) ? 'such as NEF, ARW or PEF' : null;
}

/** Tags and values of the first directory; a value that does not fit its entry is represented by its position in the file. */
function firstDirectory(bytes: Uint8Array): ReadonlyMap<number, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tags = new Map<number, number>();
  if (bytes.length < 10) return tags;
  const little = view.getUint16(0) === littleEndian;
  const start = view.getUint32(4, little);
  if (start + 2 > bytes.length) return tags;
  const count = view.getUint16(start, little);
  for (
    let at = start + 2;
    at < start + 2 + count * entryLength && at + entryLength <= bytes.length;
    at += entryLength
  ) {
    tags.set(view.getUint16(at, little), view.getUint32(at + 8, little));
  }
  return tags;
}
