/** Small TIFFs of test/fixtures/image/tiff.json, and what Pillow makes of them. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

interface Read {
  readonly size: readonly [width: number, height: number];
  /** Of Pillow's RGB bytes; where Pillow reads a kind wrongly or not at all, of those of its twin that it reads right. */
  readonly sha256: string;
}

interface Refused {
  readonly refused: 'damaged' | 'unsupported';
  /** An expression that the message fits. */
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
