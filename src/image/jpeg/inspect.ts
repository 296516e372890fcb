/** Predicts what libjpeg, and Pillow with it, would report about a JPEG's data. */
import { damaged } from '../photo-fault.ts';
import { type Component, type Frame, MarkerReader, type Scan } from './markers.ts';
import { Coefficients, walkScan } from './scans.ts';
import { EndOfFile, isRestart, JpegStream } from './stream.ts';

export interface JpegHeader extends Frame {
  /** Whether the whole file must be read before the first row is complete. */
  readonly severalScans: boolean;
}

export interface JpegFindings {
  /** libjpeg's first warning, in words; empty where there is none, or the data use arithmetic coding. */
  readonly warnings: readonly string[];
  /** Whether so little follows the picture's data that libjpeg may wait for more before it has decoded all of them. */
  readonly cutShort: boolean;
}

/** Pillow passes the file to its decoder in pieces of this many bytes. */
const pieceLength = 65536;
/** The number of bytes that libjpeg reads at once. */
const lookedAhead = 8;

/** @throws PhotoFault when the file is damaged before its first scan, or of an unsupported kind. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  return whole(() => openJpeg(bytes).header);
}

/**
 * Follows the data as libjpeg does, to the end of the picture and of the markers after it.
 * @throws PhotoFault where Pillow refuses the file.
 */
export function inspectJpeg(bytes: Uint8Array): JpegFindings {
  return whole(() => {
    const { reader, header, scan } = openJpeg(bytes);
    const cutShort = header.severalScans ? followScans(reader, header, scan) : followScan(reader, header, scan);
    const { warning } = reader.stream;
    const text = `its JPEG data are damaged (${warning}): a part of the picture may be wrong`;
    return { warnings: warning === null ? [] : [text], cutShort };
  });
}

function openJpeg(bytes: Uint8Array): { reader: MarkerReader; header: JpegHeader; scan: Scan } {
  const reader = new MarkerReader(new JpegStream(bytes));
  const scan = reader.next()!;
  const frame = reader.frame!;
  const severalScans = frame.progressive || scan.components.length < frame.components.length;
  return { reader, header: { ...frame, severalScans }, scan };
}

/** libjpeg reads on after the only scan; Pillow lets it do so up to the end of the piece in which the picture ends. */
function followScan(reader: MarkerReader, frame: Frame, scan: Scan): boolean {
  const { stream } = reader;
  if (!walkScan(reader, scan, frame, new Map())) skipScan(stream);
  const cutShort = stream.marker === 0 && stream.bytesLeft < lookedAhead;
  stream.end = Math.min(stream.end, Math.ceil(stream.at / pieceLength) * pieceLength);
  try {
    if (reader.next() !== null) throw damaged('its JPEG data contain a second scan of a picture that is complete');
  } catch (error) {
    // Everything that the picture needs has been read.
    if (!(error instanceof EndOfFile)) throw error;
  }
  return cutShort;
}

/** Skips to the marker after the data, whatever they contain. */
function skipScan(stream: JpegStream): void {
  do {
    stream.marker = 0;
    stream.nextMarker();
  } while (isRestart(stream.marker));
  stream.warning = null;
}

function followScans(reader: MarkerReader, frame: Frame, first: Scan): boolean {
  const coefficients = new Map<Component, Coefficients>();
  if (frame.progressive) for (const each of frame.components) coefficients.set(each, new Coefficients(each, frame));
  for (let scan: Scan | null = first; scan !== null; scan = reader.next()) {
    if (!walkScan(reader, scan, frame, coefficients)) break;
  }
  return false;
}

function whole<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof EndOfFile) throw damaged('it ends before its picture does');
    throw error;
  }
}
