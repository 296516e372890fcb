/** Apart from the reader, which is loaded for such a file only. */
export function looksLikeNpy(head: Uint8Array): boolean {
  return [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59].every((byte, i) => head[i] === byte);
}
