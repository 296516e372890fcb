/** Describes a conversion for the user. */
import { counted, printable, shortened } from '../printable.ts';
import type { Conversion } from './convert.ts';
import type { Place } from './recognise.ts';

const longestList = 12;
/** In characters. */
const longestItem = 120;

/** The report of a conversion, one fact per line. */
export function describeConversion({ model, metadata, report }: Conversion): readonly string[] {
  const { found, missing, extra, differing, dropped, places, others, beside } = report;
  const source = [metadata.source_format, `names of ${metadata.source_naming}`];
  if (metadata.protocol !== undefined) source.push(`protocol ${metadata.protocol}`);
  const lines = [`${model} (${source.join(', ')})`];
  for (const { part, prefix } of places) {
    if (prefix !== '') lines.push(`  ${part === null ? '' : `${part} `}found under ${quoted(prefix)}`);
  }
  lines.push(
    `  ${counted(found, 'tensor')} found, ${missing.length} missing, ${differing.length} with another shape or type`,
  );
  lines.push(...list('missing', missing));
  lines.push(
    ...list(
      'differing',
      differing.map(({ name, expected, found }) => `${name} is ${found}, not ${expected}`),
    ),
  );
  lines.push(...list('also in the file, left out', others.map(described)));
  lines.push(...list(`not part of the model, left out (${counted(extra.length, 'tensor')})`, extra));
  const values = [...beside].map(([name, origin]) => (name === '' ? origin : `${name} (${origin})`));
  lines.push(...list(`not read, left out (${counted(beside.size, 'value')})`, values));
  if (dropped.length > 0)
    lines.push(`  left out: ${counted(dropped.length, 'counter')} of training steps (num_batches_tracked)`);
  return lines;
}

function described({ model, prefix, fitting, total }: Place): string {
  const share = fitting === total ? 'complete' : `${fitting} of ${total} tensors`;
  return `${model} ${prefix === '' ? 'at the top' : `under ${quoted(prefix)}`} (${share})`;
}

function quoted(prefix: string): string {
  return `'${prefix.replace(/\.$/, '')}'`;
}

function list(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, longestList).map((item) => `    ${printable(shortened(item, longestItem))}`);
  if (items.length > longestList) shown.push(`    and ${items.length - longestList} more`);
  return [`  ${title}:`, ...shown];
}
