/** Parses the two containers of torch.save. */
import type { Dialect } from '../dialect.ts';
import { bytesPart, group, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';
import { parsePickle, pickleSnippets } from './pickle.ts';
import { parseZip } from './zip.ts';

/** A pickle, and the bytes after it if there are any. */
function pickled(content: Uint8Array): Part {
  const reader = new Reader(content);
  const program = parsePickle(reader);
  return reader.left === 0 ? program : group('content', [program, reader.rest('rest')]);
}

export const pytorchZip: Dialect = {
  parse: (bytes) =>
    parseZip(bytes, (name, content) => (name.endsWith('.pkl') ? pickled(content) : bytesPart('content', content))),
  snippets: [group('pickle', pickleSnippets)],
};

/**
 * The old container: pickles of the magic number, the protocol, the system, the object and the storages' keys, then the count and
 * values of each storage.
 */
export const pytorchLegacy: Dialect = {
  parse(bytes) {
    const reader = new Reader(bytes);
    const root = group('legacy');
    for (let pickle = 0; pickle < 5; pickle++) root.parts.push(parsePickle(reader));
    if (reader.left >= 8) root.parts.push(reader.little('count', 8));
    root.parts.push(reader.rest('values'));
    return root;
  },
  snippets: [group('pickle', pickleSnippets)],
};
