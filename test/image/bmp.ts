/** The bitmaps that tools/reference/make_bmp_fixture.py made. */
import { readFileSync } from 'node:fs';

interface Fixture {
  readonly files: readonly { readonly name: string; readonly file: string; readonly sha256: string | null }[];
}

/** Each with the SHA-256 of Pillow's RGB; null where Pillow refuses it. */
export const bitmaps = (JSON.parse(readFileSync('test/fixtures/image/bmp.json', 'utf8')) as Fixture).files.map(
  ({ name, file, sha256 }) => ({ name, bytes: Buffer.from(file, 'base64'), sha256 }),
);
