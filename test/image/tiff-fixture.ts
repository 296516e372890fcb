/** The small TIFFs of test/fixtures/image/tiff.json, with what Pillow reads from them. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

interface Read {
  readonly size: readonly [width: number, height: number];
  /** SHA-256 of Pillow's RGB bytes. If Pillow misreads or refuses a kind, they are those of an equal picture that it reads. */
  readonly sha256: string;
}

interface Refused {
  readonly refused: 'damaged' | 'unsupported';
  /** A regular expression that the message matches. */
  readonly says: string;
}

export type TiffFixture = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } & (Read | Refused);

const { madeBy: _, ...files }: Readonly<Record<string, (Read | Refused) & { readonly deflated: string }>> = JSON.parse(
  readFileSync('test/fixtures/image/tiff.json', 'utf8'),
);

export const tiffFixtures: readonly TiffFixture[] = Object.entries(files).map(([name, { deflated, ...expected }]) => ({
  name,
  bytes: Uint8Array.from(inflateSync(Buffer.from(deflated, 'base64'))),
  ...expected,
}));
