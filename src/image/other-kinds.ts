/** Recognises unsupported files that are often mistaken for photos, and says what to do with them. */
import { begins } from './begins.ts';
import { rawCamera } from './raw-camera.ts';

const asPicture = 'save it as JPEG or PNG with an image editor';
const notPhoto = 'name a photo instead';

/** The message for each, by first bytes; dots match any byte. */
const signatures: readonly (readonly [start: string, words: string])[] = [
  ['....JXL \r\n\x87\n', `it is a JPEG XL picture, which is not read: convert it to JPEG or PNG (djxl IN.jxl OUT.png)`],
  ['\xff\x0a', `it is a JPEG XL picture, which is not read: convert it to JPEG or PNG (djxl IN.jxl OUT.png)`],
  ['....jP  \r\n\x87\n', `it is a JPEG 2000 picture, which is not read: ${asPicture}`],
  ['\xff\x4f\xff\x51', `it is a JPEG 2000 picture, which is not read: ${asPicture}`],
  ['8BPS', `it is a Photoshop document (PSD), which is not read: export it as JPEG or PNG`],
  ['gimp xcf ', `it is a GIMP document (XCF), which is not read: export it as JPEG or PNG`],
  ['%PDF-', 'it is a PDF document: extract the photo from it first (pdfimages -all FILE.pdf photo)'],
  ['%!PS', `it is a PostScript document, which is not read: ${asPicture}`],
  ['\xc5\xd0\xd3\xc6', `it is a PostScript document, which is not read: ${asPicture}`],
  ['\0\0\x01\0', `it is an icon (ICO), which is not read: ${asPicture}`],
  ['icns', `it is an icon (ICNS), which is not read: ${asPicture}`],
  ['qoif', `it is a QOI picture, which is not read: ${asPicture}`],
  ['DDS ', `it is a texture (DDS), which is not read: ${asPicture}`],
  ['\x76\x2f\x31\x01', `it is an OpenEXR picture, whose values have no fixed white: ${asPicture}`],
  ['#?RADIANCE', `it is a Radiance picture (HDR), whose values have no fixed white: ${asPicture}`],
  ['SIMPLE  =', `it is a FITS picture, whose values have no fixed white: ${asPicture}`],
  ['\x93NUMPY', `it is an array of numpy: ${asPicture}`],
  ['\x89HDF\r\n', `it is an HDF5 file: ${asPicture}`],
  ['\x1a\x45\xdf\xa3', 'it is a video (Matroska or WebM): save one of its frames as PNG first'],
  ['RIFF....AVI ', 'it is a video (AVI): save one of its frames as PNG first'],
  ['\0\0\x01\xba', 'it is a video (MPEG): save one of its frames as PNG first'],
  ['\0\0\x01\xb3', 'it is a video (MPEG): save one of its frames as PNG first'],
  ['RIFF....WAVE', `it is a sound file: ${notPhoto}`],
  ['ID3', `it is a sound file: ${notPhoto}`],
  ['PK\x03\x04', 'it is a ZIP archive (or a document or app in that format): unpack it first'],
  ['\x1f\x8b', 'it is compressed by gzip: unpack it first'],
  ['\xfd7zXZ\0', 'it is compressed by xz: unpack it first'],
  ['\x28\xb5\x2f\xfd', 'it is compressed by zstd: unpack it first'],
  ['BZh', 'it is compressed by bzip2: unpack it first'],
  ['7z\xbc\xaf\x27\x1c', 'it is a 7z archive: unpack it first'],
  ['Rar!\x1a\x07', 'it is a RAR archive: unpack it first'],
  ['SQLite format 3\0', `it is a database: ${notPhoto}`],
  ['\x7fELF', `it is a program: ${notPhoto}`],
];

/** The companion files `._NAME` that Apple's systems write on foreign disks. */
const appleDouble = '\0\x05\x16\x07';

const videoBrands = [
  'isom',
  'iso2',
  'iso4',
  'iso5',
  'iso6',
  'mp41',
  'mp42',
  'avc1',
  'qt  ',
  'M4V ',
  'dash',
  '3gp',
  'M4A ',
];

/**
 * What the file is and what to do, to follow its name in a message; null where it is none of these.
 * @param brands the brands of a file of boxes.
 */
export function otherKind(bytes: Uint8Array, brands: readonly string[]): string | null {
  const found = signatures.find(([start]) => begins(bytes, start));
  if (found !== undefined) return found[1];
  if (brands.length > 0) return kindOfBoxes(brands);
  const camera = rawCamera(bytes);
  if (camera !== null) {
    return `it is a raw photo (${camera}), which has to be developed first: export it as JPEG, PNG or TIFF`;
  }
  if (/^P[1-7]\s/.test(text(bytes, 3)))
    return `it is a PNM picture (PPM, PGM or PBM), which is not read: save it as PNG`;
  if (begins(bytes, 'DICM', 128)) return `it is a medical picture (DICOM), which is not read: ${asPicture}`;
  if (begins(bytes, appleDouble))
    return 'it contains only what macOS stores about a file (AppleDouble): name the photo itself';
  if (bytes.every((byte) => byte === 0)) {
    return 'it contains only zeros, like a file that was not written completely: copy it again from its source';
  }
  return kindOfText(bytes);
}

function kindOfBoxes(brands: readonly string[]): string {
  const is = (known: readonly string[]) => brands.some((brand) => known.some((start) => brand.startsWith(start)));
  if (brands[0] === 'crx ') {
    return 'it is a raw photo (Canon CR3), which has to be developed first: export it as JPEG, PNG or TIFF';
  }
  if (is(videoBrands)) return 'it is a video or sound file (MP4 or MOV): save one of its frames as PNG first';
  return `it is a file of ISO boxes of the brand ${brands[0]!.trim()}, which is not read: ${asPicture}`;
}

const looked = 1024;

function kindOfText(bytes: Uint8Array): string | null {
  const start = text(bytes, looked)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (/^(<!doctype html|<html|<head|<body)/i.test(start)) {
    return 'it is a web page (HTML), such as servers send instead of a file: fetch the photo itself';
  }
  if (start.startsWith('version https://git-lfs')) {
    return 'it is a Git-LFS pointer, which stands for the photo: fetch it by git lfs pull';
  }
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/.test(start)) {
    return `it is an SVG drawing, which has no pixels of its own: ${asPicture}`;
  }
  if (start.startsWith('data:image/')) return 'it is a data URI as text: decode its base64 first';
  const isControl = (byte: number) => byte < 9 || (byte > 13 && byte < 32);
  return !bytes.subarray(0, looked).some(isControl) ? `it is a text file: ${notPhoto}` : null;
}

/** Decoded as Latin-1. */
function text(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}
