/** What a PNG's chunks say before any pixel is decoded (https://www.w3.org/TR/png-3/#5Chunk-layout). */

export interface PngFile {
  readonly width: number;
  readonly height: number;
  /** Grey of 16 bits without alpha, which Pillow clips to 255 rather than scales. */
  readonly isGrey16: boolean;
  readonly hasAlpha: boolean;
}

/** Throws an error that says what is missing when the file ends before its last chunk does. */
export function readPng(bytes: Uint8Array): PngFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33) throw new Error('its header is missing');
  const [depth, colourType] = [bytes[24]!, bytes[25]!];
  let hasAlpha = colourType === 4 || colourType === 6;
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw new Error('it ends before its last chunk');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'tRNS') hasAlpha = true;
    at += 12 + view.getUint32(at);
    if (at > bytes.length) throw new Error(`it ends within its chunk ${type}`);
    if (type === 'IEND') break;
  }
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    isGrey16: colourType === 0 && depth === 16,
    hasAlpha,
  };
}
