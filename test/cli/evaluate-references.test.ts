/** A study of full-reference metrics, whose table names each photo's original as those of KADID-10k and CSIQ do. */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { adapterArguments, runCli } from './run.ts';

let folder: string;
let photos: string;
let study: readonly string[];

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'references-'));
  photos = join(folder, 'images');
  await mkdir(photos);
  const lines = ['dist_img,ref_img,dmos'];
  for (const [i, place] of [0, 150, 300].entries()) {
    const original = sharp('samples/coffee.jpg').extract({ left: place, top: 40, width: 200, height: 180 });
    await original.png().toFile(join(photos, `I0${i}.png`));
    for (const blur of [1, 3]) {
      await original
        .clone()
        .blur(blur)
        .png()
        .toFile(join(photos, `I0${i}_${blur}.png`));
      lines.push(`I0${i}_${blur}.png,I0${i}.png,${5 - blur - i / 10}`);
    }
  }
  await sharp(join(photos, 'I00.png')).resize(100).toFile(join(photos, 'small.png'));
  lines.push('small.png,I00.png,1', 'I01.png,I01.png,5', 'I02.png,nothere.png,4');
  await writeFile(join(folder, 'dmos.csv'), `${lines.join('\n')}\n`);
  const columns = ['--name-column', 'dist_img', '--score-column', 'dmos', '--reference-column', 'ref_img'];
  study = ['--images', photos, '--scores', join(folder, 'dmos.csv'), ...columns, '--reference', photos];
});

/** Undoes the scores after the first `rows`, as if the run had been killed there. */
async function keepScores(out: string, rows: number): Promise<void> {
  const path = join(out, 'scores.csv');
  const lines = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, `${lines.slice(0, rows + 1).join('\n')}\n`);
}

test.after(() => rm(folder, { recursive: true, force: true }));

const evaluate = (...args: readonly string[]) =>
  runCli(['evaluate', ...study, '--bootstrap', '0', ...adapterArguments, ...args]);

test('scores equal those of infer with the same pairs, and photos without a usable reference are recorded', async () => {
  const out = join(folder, 'out');
  const { status, stderr } = await evaluate('--metric', 'psnr,ssim,brisque', '--faces', 'none', '--out', out);
  assert.is(status, 1, stderr);
  const { columns, rows } = await parseTable(await readFile(join(out, 'scores.csv'), 'utf8'), 'scores.csv');
  const at = (name: string) => columns.indexOf(name);
  assert.equal(
    rows.map(([name]) => name),
    ['I00_1.png', 'I00_3.png', 'I01_1.png', 'I01_3.png', 'I02_1.png', 'I02_3.png'],
  );
  for (const row of rows) {
    const pair = [join(photos, row[0]!), '--reference', join(photos, `${row[0]!.slice(0, 3)}.png`)];
    const options = ['--metric', 'psnr,ssim,brisque', '--no-faces', '--json', ...adapterArguments];
    const { scores } = JSON.parse((await runCli(['infer', ...pair, ...options])).stdout);
    const found = ['image_predict_score', 'ssim_predict_score', 'brisque_predict_score'].map((name) =>
      Number(row[at(name)]),
    );
    assert.equal(found, [scores.psnr, scores.ssim, scores.brisque], row[0]);
  }
  const skipped = await parseTable(await readFile(join(out, 'skipped.csv'), 'utf8'), 'skipped.csv');
  const details = new Map(skipped.rows.map(([name, , detail]) => [name, detail!]));
  assert.match(
    details.get('small.png')!,
    /^REFERENCE: .*small\.png has 100x90 pixels and its reference .*I00\.png 200x180/,
  );
  assert.match(details.get('I01.png')!, /^REFERENCE: psnr is infinite/);
  assert.match(details.get('I02.png')!, /^REFERENCE: I02\.png has no reference: no photo in .* is named nothere/);
  const record = JSON.parse(await readFile(join(out, 'run.json'), 'utf8'));
  assert.is(record.referenceColumn, 'ref_img');
  assert.is(record.commonReference, undefined);
  const references = await parseTable(await readFile(join(out, 'references.csv'), 'utf8'), 'references.csv');
  assert.equal(references.columns, ['image_name', 'reference']);
  const named = new Map(references.rows.map(([name, reference]) => [name, reference]));
  assert.equal([named.get('I01_3.png'), named.get('small.png'), named.get('I02.png')], ['I01.png', 'I00.png', '']);
});

test('a run is resumed with more references, and refused where those of photos that are done have changed', async () => {
  const originals = join(folder, 'originals');
  const [out, fresh] = [join(folder, 'resumed'), join(folder, 'fresh')];
  await mkdir(join(originals, 'sub'), { recursive: true });
  for (const name of ['I00.png', 'I01.png']) await copyFile(join(photos, name), join(originals, name));
  const options = ['--reference', originals, '--metric', 'psnr', '--faces', 'none', '--out'];
  const resume = () => evaluate(...options, out, '--resume');
  assert.is((await evaluate(...options, out)).status, 1);
  await keepScores(out, 2);
  await copyFile('samples/cat.jpg', join(originals, 'cat.jpg'));
  await copyFile(join(photos, 'I02.png'), join(originals, 'I02.png'));
  const resumed = await resume();
  assert.is(resumed.status, 1, resumed.stderr);
  assert.match(resumed.stderr, /of 10 photos were done before/);
  assert.is((await evaluate(...options, fresh)).status, 1);
  for (const file of ['run.json', 'scores.csv', 'skipped.csv', 'references.csv']) {
    assert.is(await readFile(join(out, file), 'utf8'), await readFile(join(fresh, file), 'utf8'), file);
  }

  await rename(join(originals, 'I00.png'), join(originals, 'sub', 'I00.png'));
  const moved = await resume();
  assert.is(moved.status, 2);
  assert.match(
    moved.stderr,
    /I00_1\.png was compared with the reference I00\.png, and would now be compared with sub\/I00\.png/,
  );
  await rm(join(originals, 'sub', 'I00.png'));
  const removed = await resume();
  assert.is(removed.status, 2);
  assert.match(
    removed.stderr,
    /I00_1\.png was compared with the reference I00\.png, and no reference is found for it now/,
  );
});

test('photos that failed without a reference stay failed when it is there, and a notice says so', async () => {
  const originals = join(folder, 'later');
  const out = join(folder, 'late');
  await mkdir(originals);
  for (const name of ['I00.png', 'I01.png']) await copyFile(join(photos, name), join(originals, name));
  const options = ['--reference', originals, '--metric', 'psnr', '--faces', 'none', '--out', out];
  await evaluate(...options);
  await copyFile(join(photos, 'I02.png'), join(originals, 'I02.png'));
  const { stderr, status } = await evaluate(...options, '--resume');
  assert.is(status, 1, stderr);
  assert.match(stderr, '2 photos have a reference that was missing before, and stay recorded as failed');
});

test('merged shards have the table of references of a whole run', async () => {
  const options = ['--metric', 'psnr', '--faces', 'none', '--out'];
  const [whole, merged] = [join(folder, 'unsplit'), join(folder, 'merged')];
  await evaluate(...options, whole);
  const shards = ['1/2', '2/2'].map((shard) => ({ shard, out: join(folder, `shard-${shard[0]}`) }));
  for (const { shard, out } of shards) await evaluate(...options, out, '--shard', shard);
  const { status, stderr } = await runCli(['evaluate', 'merge', ...shards.map(({ out }) => out), '--out', merged]);
  assert.is(status, 1, stderr);
  for (const file of ['run.json', 'references.csv']) {
    assert.is(await readFile(join(merged, file), 'utf8'), await readFile(join(whole, file), 'utf8'), file);
  }
});

for (const [what, args, message] of [
  [
    'no metric that compares',
    ['--metric', 'brisque', '--faces', 'none'],
    /--reference .* needs a full-reference metric/,
  ],
  ['a metric that would score faces', ['--metric', 'ssim'], /ssim compares .* does not score faces: add --faces none/],
] as const) {
  test(`references with ${what} are refused`, async () => {
    const { status, stderr } = await evaluate(...args, '--out', join(folder, 'refused'));
    assert.match(stderr, message);
    assert.is(status, 2);
  });
}

test.run();
