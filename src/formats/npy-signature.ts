/** Separate from the reader, so that the reader is loaded only for such a file. */
export function looksLikeNpy(head: Uint8Array): boolean {
  return [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59].every((byte, i) => head[i] === byte);
}
