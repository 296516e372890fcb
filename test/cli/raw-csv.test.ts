import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';

/** Sorted by code units, as a study's tables are. */
const names = ["'@x.jpg", '-5.jpg', '-a.jpg', '=cmd.jpg', 'a.jpg'];
const guardedNames = ["''@x.jpg", "'-5.jpg", "'-a.jpg", "'=cmd.jpg", 'a.jpg'];

async function firstCells(file: string): Promise<readonly string[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').slice(1);
  return lines.map((line) => line.split(',')[0]!);
}

test('names that a spreadsheet would run are guarded in tables, but resumed, merged and reported unchanged', async () => {
  await inTemporaryFolder(async (folder) => {
    const images = join(folder, 'photos');
    await mkdir(images);
    for (const name of names) await copyFile('samples/coffee-compressed.jpg', join(images, name));
    await writeFile(join(images, '+broken.jpg'), 'no photo');
    const scores = join(folder, 'scores.csv');
    // Tables by users have no guards; only the name that begins with an apostrophe needs one.
    await writeFile(
      scores,
      `image_name,MOS_zscore\n+broken.jpg,1\n=nowhere.jpg,5\n''@x.jpg,2\n${names.slice(1).join(',3\n')},3\n`,
    );
    const evaluate = (out: string, ...more: readonly string[]) => {
      const given = ['--images', images, '--scores', scores, '--out', join(folder, out)];
      const options = ['--metric', 'brisque', '--faces', 'none', '--bootstrap', '0', ...adapterArguments];
      return runCli(['evaluate', ...given, ...options, ...more]);
    };
    const whole = await evaluate('whole');
    assert.is(whole.status, 1, whole.stderr);
    assert.equal(await firstCells(join(folder, 'whole', 'scores.csv')), guardedNames);
    assert.equal(await firstCells(join(folder, 'whole', 'skipped.csv')), ["'+broken.jpg"]);
    assert.equal(await firstCells(join(folder, 'whole', 'rows-without-photo.csv')), ["'=nowhere.jpg"]);
    const report = await readFile(join(folder, 'whole', 'report.html'), 'utf8');
    for (const name of ['+broken.jpg', '=nowhere.jpg']) assert.match(report, name);
    assert.not.match(report, /(&#39;|')[=+](nowhere|broken)\.jpg/);

    const again = await evaluate('whole', '--resume');
    assert.match(again.stderr, '6 of 6 photos were done before.');
    const other = await evaluate('whole', '--resume', '--raw-csv');
    assert.is(other.status, 2);
    assert.match(other.stderr, 'whether the tables are raw (--raw-csv) was false and is true');

    for (const shard of ['1/2', '2/2']) await evaluate(`shard-${shard[0]}`, '--shard', shard, '--raw-csv');
    const shards = [1, 2].map((k) => join(folder, `shard-${k}`));
    const merged = join(folder, 'merged');
    const merge = await runCli(['evaluate', 'merge', ...shards, '--out', merged, '--bootstrap', '0']);
    assert.is(merge.status, 1, merge.stderr);
    assert.equal(await firstCells(join(merged, 'scores.csv')), names);
    assert.equal(await firstCells(join(merged, 'rows-without-photo.csv')), ['=nowhere.jpg']);

    const gmad = join(folder, 'gmad');
    const tables = [join(folder, 'whole', 'scores.csv'), '--columns', 'MOS_zscore,image_predict_score'];
    const pairs = await runCli(['evaluate', 'gmad', '--scores', ...tables, '--images', images, '--out', gmad]);
    assert.is(pairs.status, 0, pairs.stderr);
    assert.match(pairs.stdout, 'out of 5 photos');
  });
});

test.run();
