/** Formats that the page reads: those of the command line. */
export type Kind = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff';

/** Dots stand for any byte. */
const signatures: readonly (readonly [start: string, kind: Kind])[] = [
  ['\xff\xd8\xff', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['RIFF....WEBP', 'webp'],
  ['....ftypavif', 'avif'],
  ['....ftypavis', 'avif'],
  ['....ftypmif1', 'avif'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['II+\0', 'tiff'],
  ['MM\0+', 'tiff'],
  ['II\0*', 'tiff'],
  ['MM*\0', 'tiff'],
];

/** By the first bytes; the file's name does not matter. null when it is none of them. */
export function kindOf(bytes: Uint8Array): Kind | null {
  const begins = (start: string) =>
    Array.from(start).every((letter, at) => letter === '.' || letter.charCodeAt(0) === bytes[at]);
  return signatures.find(([start]) => begins(start))?.[1] ?? null;
}
