/** What a summary's metric is called, and which way it runs. */
import { betterScore } from '../scoring/metric.ts';

/** As their papers write them. */
const titles: Readonly<Record<string, string>> = { hyperiqa: 'HyperIQA', brisque: 'BRISQUE' };

export function metricTitle(name: string): string {
  return titles[name] ?? name;
}

export function lowerIsBetter(name: string): boolean {
  return Object.entries(betterScore).some(([metric, better]) => metric === name && better === 'lower');
}
