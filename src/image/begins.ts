/** Whether the file begins with these characters, a byte each; a dot stands for any. */
export function begins(bytes: Uint8Array, start: string, at = 0): boolean {
  return Array.from(start).every((letter, i) => letter === '.' || letter.charCodeAt(0) === bytes[at + i]);
}
