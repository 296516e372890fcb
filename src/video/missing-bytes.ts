/**
 * Finds videos that end early, as after a copy that was interrupted, by the lengths that their outermost parts declare. Demuxers only
 * stop at the end of such a file, so that what is left of it would pass for the whole clip.
 */

/** Random access to a file's bytes. */
export interface VideoBytes {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * @returns the number of bytes that an MP4, QuickTime, Matroska or WebM file lacks; 0 for a complete one, and where that cannot be
 * told, as of a recording whose length was unknown when it began, or of another kind of file.
 */
export async function missingBytes(bytes: VideoBytes): Promise<number> {
  if (bytes.size < 16) return 0;
  const head = viewOf(await bytes.read(0, 16));
  return head.getUint32(0) === ebmlId ? missingOfSegment(bytes) : missingOfBoxes(bytes);
}

/** The boxes of ISO/IEC 14496-12 and QuickTime that stand outermost. What begins with another name may be appended data. */
const boxNames = new Set([
  'ftyp',
  'styp',
  'moov',
  'moof',
  'mdat',
  'free',
  'skip',
  'wide',
  'sidx',
  'mfra',
  'uuid',
  'meta',
  'emsg',
]);

/** A box begins with its length and its name; a length of 1 says that 64 bits follow, 0 that it takes the rest of the file. */
async function missingOfBoxes(bytes: VideoBytes): Promise<number> {
  for (let at = 0; at + 8 <= bytes.size; ) {
    const view = viewOf(await bytes.read(at, Math.min(16, bytes.size - at)));
    const name = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(i)));
    if (!boxNames.has(name)) return 0;
    const short = view.getUint32(0);
    if (short === 0) return 0;
    if (short === 1 && view.byteLength < 16) return 0;
    const length = short === 1 ? Number(view.getBigUint64(8)) : short;
    if (length < 8) return 0;
    at += length;
    if (at > bytes.size) return at - bytes.size;
  }
  return 0;
}

const ebmlId = 0x1a45dfa3;
const segmentId = 0x18538067;

/** A Matroska file is an EBML head and one segment. An element has an identifier, here of 4 bytes, and its length. */
async function missingOfSegment(bytes: VideoBytes): Promise<number> {
  const head = lengthIn(viewOf(await bytes.read(4, 8)));
  const segmentAt = head === null ? Infinity : 4 + head.bytes + head.value;
  if (segmentAt + 12 > bytes.size) return 0;
  const view = viewOf(await bytes.read(segmentAt, 12));
  const segment = view.getUint32(0) === segmentId ? lengthIn(new DataView(view.buffer, view.byteOffset + 4, 8)) : null;
  return segment === null ? 0 : Math.max(0, segmentAt + 4 + segment.bytes + segment.value - bytes.size);
}

/** EBML's variable length: leading zeros tell the number of bytes. null for the reserved value of unknown lengths. */
function lengthIn(view: DataView): { readonly value: number; readonly bytes: number } | null {
  const bytes = Math.clz32(view.getUint8(0)) - 23;
  if (bytes > 8) return null;
  let value = view.getUint8(0) - 2 ** (8 - bytes);
  let isUnknown = value === 2 ** (8 - bytes) - 1;
  for (let i = 1; i < bytes; i++) {
    isUnknown &&= view.getUint8(i) === 255;
    value = value * 256 + view.getUint8(i);
  }
  return isUnknown ? null : { value, bytes };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
