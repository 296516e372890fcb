import { jsonLine } from '../../../src/scoring/photo-report.ts';
import type { PhotoRecord } from './record.ts';

/** An array with one photo per line, each exactly as the command line writes it with --json. */
export function jsonOf(records: readonly PhotoRecord[]): string {
  return `[\n${records.map(({ report }) => jsonLine(report)).join(',\n')}\n]\n`;
}
