/** Separate from the reader, so that the reader is loaded only for such a file. */
export function looksLikeHdf5(head: Uint8Array): boolean {
  return [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => head[i] === byte);
}
