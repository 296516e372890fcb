/** How files of a kind are parsed into a tree of parts. */
import { allParts, bytesPart, type Part } from './parts.ts';
import { render } from './render.ts';

export interface Dialect {
  /** @throws any error for a file that it cannot parse. */
  parse(bytes: Uint8Array): Part;
  /** Groups whose parts mutations may insert into groups with the same label; no seed needs to contain them. */
  readonly snippets?: readonly Part[];
}

/** For files without a known structure. */
export const plain: Dialect = { parse: (bytes) => bytesPart('file', bytes) };

/**
 * The tree of a file, which renders to the same bytes. A number that differs from its rule's value loses the rule and keeps its
 * value. A file that the dialect cannot parse becomes a single part.
 */
export function takeApart(dialect: Dialect, bytes: Uint8Array): Part {
  try {
    const root = dialect.parse(bytes);
    settle(root, bytes);
    if (Buffer.compare(render(root).bytes, bytes) === 0) return root;
  } catch {
    // A file that cannot be parsed is returned as one part.
  }
  return bytesPart('file', bytes);
}

function settle(root: Part, bytes: Uint8Array): void {
  const numbers = allParts(root).filter((part) => part.kind === 'number');
  // Checksums cover other numbers, so those are settled first.
  for (const isSum of [false, true]) {
    const rendered = render(root);
    if (rendered.bytes.length !== bytes.length) return;
    for (const number of numbers) {
      if (number.rule === undefined || (number.rule.rule === 'crc32') !== isSum) continue;
      const at = rendered.positions.get(number)!;
      const end = at + number.size;
      if (Buffer.compare(rendered.bytes.subarray(at, end), bytes.subarray(at, end)) !== 0) number.rule = undefined;
    }
  }
}
