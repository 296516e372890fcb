/** Pads columns with spaces: the first `textColumns` are aligned left, the others, which are figures, right. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns: number,
): readonly string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  return [head, ...rows].map((row) => {
    const cells = row.map((cell, column) =>
      column < textColumns ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    return cells.join('  ').trimEnd();
  });
}
