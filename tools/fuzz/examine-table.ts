import { csvText } from '../../src/platform/csv/csv-text.ts';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { indicatorsByName, scoresByName } from '../../src/study/join.ts';
import { fault, judgeError, type Outcome } from './judge.ts';

/** Reads a table, checks that it stays the same when it is written and read again, and reads its scores and indicators. */
export async function examineTable(bytes: Uint8Array): Promise<Outcome> {
  try {
    const text = new TextDecoder().decode(bytes);
    const table = await parseTable(text, 'mutant');
    const again = await parseTable(await csvText([table.columns, ...table.rows], 'guarded'), 'mutant');
    if (JSON.stringify(again) !== JSON.stringify(table))
      return fault('unstable', 'the table differs when it is written and read again');
    const scores = scoresByName(table, 'image_name', 'MOS_zscore', 'mutant');
    for (const value of scores.values()) {
      if (value !== null && !Number.isFinite(value)) return fault('not finite', `a score is ${value}`);
    }
    indicatorsByName(table, 'image_name', 'mutant');
    return { verdict: 'accepted', detail: `${table.rows.length} rows` };
  } catch (error) {
    return judgeError(error);
  }
}
