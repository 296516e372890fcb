/** How the files of a kind are taken apart. */
import { allParts, bytesPart, type Part } from './parts.ts';
import { render } from './render.ts';

export interface Dialect {
  /** Throws anything for what it cannot take apart. */
  parse(bytes: Uint8Array): Part;
  /** Parts that no seed need hold, to be put into groups of the label that they have. */
  readonly snippets?: readonly Part[];
}

/** For files without a known structure. */
export const plain: Dialect = { parse: (bytes) => bytesPart('file', bytes) };

/**
 * The tree of a file, which renders to that file: a number that is not what its rule says keeps its value instead.
 * A file that the dialect cannot take apart is one part.
 */
export function takeApart(dialect: Dialect, bytes: Uint8Array): Part {
  try {
    const root = dialect.parse(bytes);
    settle(root, bytes);
    if (Buffer.compare(render(root).bytes, bytes) === 0) return root;
  } catch {
    // Told by the answer.
  }
  return bytesPart('file', bytes);
}

function settle(root: Part, bytes: Uint8Array): void {
  const numbers = allParts(root).filter((part) => part.kind === 'number');
  // Sums cover other numbers, so those must be right first.
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
