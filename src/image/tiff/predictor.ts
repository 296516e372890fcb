/** Undoes TIFF's predictors (TIFF 6.0, section 14; Adobe's TIFF technical note 3 for floating point). */

/** A block's rows, each of `width` pixels of `samples` samples. */
export interface Rows {
  readonly data: Uint8Array;
  readonly width: number;
  readonly samples: number;
  readonly bits: number;
  readonly littleEndian: boolean;
}

/** Undoes horizontal differencing, in place: each 8, 16 or 32-bit sample was stored minus the one to its left. */
export function undoDifferences({ data, width, samples, bits, littleEndian }: Rows): void {
  const rowLength = (width * samples * bits) / 8;
  const step = (samples * bits) / 8;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let row = 0; row + rowLength <= data.length; row += rowLength) {
    const end = row + rowLength;
    if (bits === 8) {
      for (let at = row + step; at < end; at++) data[at] = data[at]! + data[at - step]!;
    } else if (bits === 16) {
      for (let at = row + step; at < end; at += 2) {
        view.setUint16(at, view.getUint16(at, littleEndian) + view.getUint16(at - step, littleEndian), littleEndian);
      }
    } else {
      for (let at = row + step; at < end; at += 4) {
        view.setUint32(at, view.getUint32(at, littleEndian) + view.getUint32(at - step, littleEndian), littleEndian);
      }
    }
  }
}

/**
 * Undoes 32-bit floating point differencing, in place: a row's bytes were sorted by significance, the highest first in either
 * byte order, and then stored as differences.
 */
export function undoFloatDifferences({ data, width, samples, littleEndian }: Rows): void {
  const values = width * samples;
  const rowLength = values * 4;
  const ordered = new Uint8Array(rowLength);
  for (let row = 0; row + rowLength <= data.length; row += rowLength) {
    for (let at = row + samples; at < row + rowLength; at++) data[at] = data[at]! + data[at - samples]!;
    for (let weight = 0; weight < 4; weight++) {
      const place = littleEndian ? 3 - weight : weight;
      for (let i = 0; i < values; i++) ordered[4 * i + place] = data[row + weight * values + i]!;
    }
    data.set(ordered, row);
  }
}
