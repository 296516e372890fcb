/** Recognises a file's kind by its content; its name does not matter. */
import { begins } from './begins.ts';
import { boxes } from './iso-boxes.ts';
import { rawCamera } from './raw-camera.ts';

/** The supported formats. */
export type PhotoKind = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | 'gif' | 'tiff' | 'bmp';

/** Brands of single pictures, bursts and sequences (ISO/IEC 23008-12, annex B). */
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];

/** Dots match any byte. */
const signatures: readonly (readonly [start: string, kind: PhotoKind])[] = [
  ['\xff\xd8\xff', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['RIFF....WEBP', 'webp'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['II+\0', 'tiff'],
  ['MM\0+', 'tiff'],
  // Some writers store the version in the wrong byte order.
  ['II\0*', 'tiff'],
  ['MM*\0', 'tiff'],
  // Any text may begin with BM, so that the size of the next header counts as well.
  ...['\x0c', '\x28', '\x34', '\x38', '\x40', '\x6c', '\x7c'].map(
    (size) => [`BM............${size}\0\0\0`, 'bmp'] as const,
  ),
];

/** The kind of photo; null when it is not supported, see `knownPhotoKind`. */
export function photoKind(bytes: Uint8Array): PhotoKind | null {
  const brands = isoBrands(bytes);
  if (brands.includes('avif') || brands.includes('avis')) return 'avif';
  if (brands.some((brand) => heicBrands.includes(brand))) return 'heic';
  const kind = signatures.find(([start]) => begins(bytes, start))?.[1] ?? null;
  // Many raw photos look like a TIFF of their preview.
  return kind === 'tiff' && rawCamera(bytes) !== null ? null : kind;
}

/** The brands that a file of boxes declares (ISO/IEC 14496-12, section 4.3); none for any other file. */
export function isoBrands(bytes: Uint8Array): readonly string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!begins(bytes, '....ftyp')) return [];
  for (const { start, end } of boxes(view, 0, view.byteLength)) {
    const major = start;
    const compatible = start + 8;
    const places = [
      major,
      ...Array.from({ length: Math.max(0, (end - compatible) >> 2) }, (_, i) => compatible + 4 * i),
    ];
    return places.map((at) => String.fromCharCode(...bytes.subarray(at, at + 4)));
  }
  // The file ends within its first box.
  return [String.fromCharCode(...bytes.subarray(8, 12))];
}
