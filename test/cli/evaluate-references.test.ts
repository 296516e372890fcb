/** A study of full-reference metrics, whose table names each photo's original as those of KADID-10k and CSIQ do. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  assert.match(record.referencesSha256, /^[0-9a-f]{64}$/);
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
