/** A metric's name as its paper writes it. */
const titles: Readonly<Record<string, string>> = { hyperiqa: 'HyperIQA', brisque: 'BRISQUE' };

export function metricTitle(name: string): string {
  return titles[name] ?? name;
}
