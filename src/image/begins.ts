/** Whether the file has these characters, one byte each, at position `at`; a dot matches any byte. */
export function begins(bytes: Uint8Array, start: string, at = 0): boolean {
  return Array.from(start).every((letter, i) => letter === '.' || letter.charCodeAt(0) === bytes[at + i]);
}
