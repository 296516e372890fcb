/** A study of several metrics at once: uninterrupted, in shards and resumed. */
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { adapterArguments, runCli } from './run.ts';

/** Small networks; the last two also describe a photo in words. */
const names = ['cnniqa', 'cnniqa-plus', 'cnniqa-plus-plus'];
const metrics = ['--metric', names.join(','), ...names.flatMap((name) => ['--weights', `${name}=synthetic`])];
let folder: string;
let study: readonly string[];

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'several-'));
  const photos = join(folder, 'photos');
  await mkdir(photos);
  const lines = ['image_name,MOS'];
  for (const [i, blur] of [0, 1, 2, 4, 6].entries()) {
    const picture = sharp('samples/coffee.jpg').extract({ left: 60 * i, top: 40, width: 100, height: 80 });
    await (blur === 0 ? picture : picture.blur(blur)).png().toFile(join(photos, `${i}.png`));
    lines.push(`${i}.png,${90 - 15 * i}`);
  }
  await writeFile(join(folder, 'mos.csv'), `${lines.join('\n')}\n`);
  study = ['--images', photos, '--scores', join(folder, 'mos.csv'), '--score-column', 'MOS', '--faces', 'none'];
});

test.after(() => rm(folder, { recursive: true, force: true }));

async function evaluate(out: string, ...args: readonly string[]): Promise<string> {
  const whole = ['evaluate', ...study, '--bootstrap', '20', '--out', join(folder, out), ...adapterArguments, ...args];
  const finished = await runCli(whole);
  assert.is(finished.status, 0, finished.stderr);
  return finished.stdout;
}

const read = (out: string, file: string) => readFile(join(folder, out, file), 'utf8');
const tables = (out: string) => Promise.all(['scores.csv', 'table.md', 'summary.json'].map((file) => read(out, file)));

test('each metric has a column, a table line with intervals, and its words', async () => {
  const text = await evaluate('whole', ...metrics);
  const { columns, rows } = await parseTable(await read('whole', 'scores.csv'), 'scores.csv');
  const place = columns.indexOf('height') + 1;
  assert.equal(columns.slice(place), [
    'cnniqa-plus_predict_score',
    'cnniqa-plus-plus_predict_score',
    'cnniqa-plus_words',
    'cnniqa-plus-plus_words',
  ]);
  assert.ok(rows.every((row) => Number.isFinite(Number(row[place])) && /\(probability/.test(row[place + 2]!)));
  const lines = (await read('whole', 'table.md')).trim().split('\n').slice(2);
  assert.equal(
    lines.map((line) => line.split(' | ')[0]!.replace('| ', '').split('/')[0]),
    names,
  );
  assert.match(text, lines[1]!);
  assert.match(lines[1]!, /\[[-\d.]+, [-\d.]+\]/);
  const { further, sayings } = JSON.parse(await read('whole', 'summary.json'));
  assert.equal(
    further.map(({ metric }: { readonly metric: string }) => metric),
    names.slice(1),
  );
  const photos = sayings[0].said.reduce((sum: number, each: { readonly photos: number }) => sum + each.photos, 0);
  assert.equal([sayings.length, sayings[0].metric, photos], [2, 'cnniqa-plus', 5]);
  const page = await read('whole', 'report.html');
  for (const part of ['How CNNIQA, CNNIQA+ and CNNIQA++ agree with people', 'by CNNIQA++', 'What CNNIQA+ says']) {
    assert.match(page, part);
  }
});

test('any two of the columns give gMAD pairs', async () => {
  const args = [
    '--scores',
    join(folder, 'whole', 'scores.csv'),
    '--columns',
    'image_predict_score,cnniqa-plus_predict_score',
  ];
  const paths = ['--images', join(folder, 'photos'), '--out', join(folder, 'gmad'), '--levels', '1'];
  const finished = await runCli(['evaluate', 'gmad', ...args, ...paths]);
  assert.is(finished.status, 0, finished.stderr);
  assert.match(finished.stdout, 'pairs out of 5 photos');
});

test('merged shards, and a run that was interrupted and resumed, give the tables of an uninterrupted run', async () => {
  for (const shard of ['1/2', '2/2']) await evaluate(`shard-${shard[0]}`, ...metrics, '--shard', shard);
  const shards = [join(folder, 'shard-1'), join(folder, 'shard-2')];
  const merge = ['evaluate', 'merge', ...shards, '--bootstrap', '20', '--out', join(folder, 'merged')];
  const finished = await runCli(merge);
  assert.is(finished.status, 0, finished.stderr);
  const whole = await tables('whole');
  assert.equal(await tables('merged'), whole);

  const cut = join(folder, 'whole', 'scores.csv');
  await truncate(cut, whole[0]!.length - 40);
  await evaluate('whole', ...metrics, '--resume');
  assert.equal(await tables('whole'), whole);
});

test('a run with several metrics is not resumed with one', async () => {
  const one = ['--metric', 'cnniqa', '--weights', 'synthetic', '--resume', '--shard', '1/2'];
  const finished = await runCli(['evaluate', ...study, '--out', join(folder, 'shard-1'), ...adapterArguments, ...one]);
  assert.is(finished.status, 2, finished.stderr);
  assert.match(finished.stderr, 'the further metrics (--metric, --weights, --protocol) was [{"metric":"cnniqa-plus"');
});

test.run();
