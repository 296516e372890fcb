/** Damaged variants of the photo files in test/fixtures/image/files, with what Pillow reads from them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Line = readonly [file: string, place: number, removed: number, inserted: string, sha256: string | null];

export interface Mutant {
  /** The file and the edit, for messages. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of Pillow's RGB bytes; null if Pillow refuses the file. */
  readonly sha256: string | null;
}

const fixture: { readonly mutants: readonly Line[] } = JSON.parse(
  readFileSync('test/fixtures/image/mutants.json', 'utf8'),
);

/** The mutants of the files whose names match. */
export function mutantsOf(names: RegExp): readonly Mutant[] {
  return fixture.mutants
    .filter(([file]) => names.test(file))
    .map(([file, place, removed, inserted, sha256]) => {
      const whole = readFileSync(join('test/fixtures/image/files', file));
      const parts = [whole.subarray(0, place), Buffer.from(inserted, 'hex'), whole.subarray(place + removed)];
      const name = `${file}, ${removed} bytes at ${place} replaced by "${inserted}"`;
      return { name, bytes: new Uint8Array(Buffer.concat(parts)), sha256 };
    });
}
