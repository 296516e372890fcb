import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStudyWriter, readResults } from '../../src/cli/evaluate/folder.ts';
import { fault, judgeError, type Outcome } from './judge.ts';
import { studyFilesIn, studyHeads, studyLines, studyNames, studyRecord } from './study-seed.ts';

/**
 * Resumes a study whose files were changed, as --resume does. If it is accepted, each photo must have one line; if the tables
 * were only truncated, the result must be that of an undisturbed run.
 */
export async function examineStudy(bytes: Uint8Array): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-fuzz-'));
  try {
    return await resume(folder, studyFilesIn(bytes));
  } catch (error) {
    return judgeError(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function resume(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<Outcome> {
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  const writer = await openStudyWriter(folder, 'run', studyRecord, studyNames);
  for (const { table, text } of studyLines.slice(writer.done)) await writer[table].append(text);
  await writer.close();

  const isCut = (['scores', 'skipped'] as const).every((table) => {
    const before = files.get(`${table}.csv`) ?? new Uint8Array();
    return expectedTables[table].subarray(0, before.length).equals(before);
  });
  for (const table of isCut ? (['scores', 'skipped'] as const) : []) {
    if (!expectedTables[table].equals(await readFile(join(folder, `${table}.csv`)))) {
      return fault('lost', `${table}.csv was only truncated, and resuming did not restore it`);
    }
  }
  const names = await namesIn(folder);
  return names === expectedNames
    ? { verdict: 'accepted', detail: `from ${writer.done}` }
    : fault('lost', `names are now ${names}`);
}

const tableOf = (table: 'scores' | 'skipped'): Buffer =>
  Buffer.from(
    studyHeads[table] +
      studyLines
        .filter((line) => line.table === table)
        .map(({ text }) => text)
        .join(''),
  );

/** The tables of an undisturbed run. */
const expectedTables = { scores: tableOf('scores'), skipped: tableOf('skipped') } as const;
const expectedNames = JSON.stringify(studyNames);

async function namesIn(folder: string): Promise<string> {
  const results = await readResults(folder);
  const names = [...results.rows(), ...results.skipped()].map(({ imageName }) => imageName);
  return JSON.stringify(names.sort());
}
