/**
 * Recognises objects of built-in classes by their tag, since `instanceof` fails for those of another window, such as an iframe, or of
 * another context of Node's, in which test runners run their files.
 */

export function hasTag(input: unknown, ...tags: readonly string[]): boolean {
  return tags.includes(Object.prototype.toString.call(input).slice('[object '.length, -1));
}

export function isBlob(input: unknown): input is Blob {
  return hasTag(input, 'Blob', 'File');
}

export function isFile(input: unknown): input is File {
  return hasTag(input, 'File');
}

export function isArrayBuffer(input: unknown): input is ArrayBuffer {
  return hasTag(input, 'ArrayBuffer');
}

export function isReadableStream(input: unknown): input is ReadableStream<Uint8Array> {
  return hasTag(input, 'ReadableStream');
}

/** Also a Buffer. */
export function isBytes(input: unknown): input is Uint8Array {
  return hasTag(input, 'Uint8Array');
}
