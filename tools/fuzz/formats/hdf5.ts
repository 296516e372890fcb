/** Parses HDF5, whose structures are aligned to 8 bytes, into groups of 8-byte words that begin at each signature. */
import type { Dialect } from '../dialect.ts';
import { type Group, group, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';

const signatures: ReadonlySet<string> = new Set(['TREE', 'SNOD', 'HEAP', 'GCOL']);

export const hdf5: Dialect = {
  parse(bytes) {
    const reader = new Reader(bytes);
    const structures: Group[] = [];
    let parts: Part[] = [];
    let label = 'superblock';
    while (reader.left >= 8) {
      const signature = Buffer.from(bytes.subarray(reader.at, reader.at + 4)).toString('latin1');
      if (signatures.has(signature)) {
        structures.push(group(label, parts));
        [label, parts] = [signature, []];
      }
      parts.push(reader.little('word', 8));
    }
    structures.push(group(label, [...parts, reader.rest('rest')]));
    return group('file', structures);
  },
};
