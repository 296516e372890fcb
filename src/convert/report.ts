import type { Conversion } from './convert.ts';

const longestList = 12;

/** The report of a conversion for people, a line per fact. */
export function describeConversion({ model, metadata, report }: Conversion): readonly string[] {
  const { found, missing, extra, differing, dropped } = report;
  const source = [metadata.source_format, `names of ${metadata.source_naming}`];
  if (metadata.protocol !== undefined) source.push(`protocol ${metadata.protocol}`);
  const lines = [`${model} (${source.join(', ')})`];
  lines.push(`  ${found} tensors found, ${missing.length} missing, ${differing.length} of another shape or type`);
  lines.push(...list('missing', missing));
  lines.push(
    ...list(
      'differing',
      differing.map(({ name, expected, found }) => `${name} is ${found}, not ${expected}`),
    ),
  );
  lines.push(...list('not of the model, left out', extra));
  if (dropped.length > 0) lines.push(`  left out: ${dropped.length} counters of training steps (num_batches_tracked)`);
  return lines;
}

function list(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, longestList).map((item) => `    ${item}`);
  if (items.length > longestList) shown.push(`    and ${items.length - longestList} more`);
  return [`  ${title}:`, ...shown];
}
