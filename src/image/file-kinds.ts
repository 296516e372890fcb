/** Recognises picture files by the extensions of their names. */
import { counted } from '../printable.ts';

const photoEndings = [
  ...['.jpg', '.jpeg', '.jpe', '.jfif', '.mpo', '.png', '.apng'],
  ...['.webp', '.avif', '.avifs', '.tif', '.tiff', '.gif', '.bmp'],
];

/** For messages. */
export const photoEndingList = photoEndings.join(' ');

/** Supported where an optional package is installed. */
const heicEndings = ['.heic', '.heif', '.hif', '.heics', '.heifs'];

/** Unsupported pictures, which are counted in a message so that users do not assume that they were scored. */
const otherKinds: Readonly<Record<string, readonly string[]>> = {
  HEIC: heicEndings,
  'JPEG XL': ['.jxl'],
  'JPEG 2000': ['.jp2', '.j2k', '.jpf', '.jpx', '.jpm', '.j2c', '.jpc'],
  'JPEG XR': ['.jxr', '.wdp', '.hdp'],
  DIB: ['.dib'],
  PNM: ['.pnm', '.ppm', '.pgm', '.pbm', '.pam', '.pfm'],
  TGA: ['.tga'],
  Photoshop: ['.psd', '.psb'],
  OpenEXR: ['.exr'],
  'Radiance HDR': ['.hdr'],
  'camera raw': [
    ...['.raw', '.dng', '.cr2', '.cr3', '.crw', '.nef', '.nrw', '.arw', '.srf', '.sr2', '.orf', '.rw2', '.raf', '.pef'],
    ...['.srw', '.3fr', '.fff', '.iiq', '.x3f', '.kdc', '.dcr', '.erf', '.mrw', '.rwl', '.gpr', '.mos', '.mef'],
  ],
};

const photos = new Set(photoEndings);
const kindOf = new Map(
  Object.entries(otherKinds).flatMap(([kind, endings]) => endings.map((ending) => [ending, kind])),
);

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.')).toLowerCase();
}

/**
 * Whether a file of that name is a photo to be scored.
 * @param heic whether HEIC is supported.
 */
export function isPhotoName(name: string, heic = false): boolean {
  if (!name.includes('.')) return false;
  const ending = endingOf(name);
  return photos.has(ending) || (heic && heicEndings.includes(ending));
}

/** The kind of unsupported picture that a file of that name holds; null for everything else. */
export function unreadKindOf(name: string): string | null {
  return name.includes('.') ? (kindOf.get(endingOf(name)) ?? null) : null;
}

/** Describes how many files of each kind were skipped: `2 HEIC files and 1 BMP file`. */
export function describeKinds(counts: ReadonlyMap<string, number>): string {
  const parts = [...counts].map(([kind, count]) => counted(count, `${kind} file`));
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
