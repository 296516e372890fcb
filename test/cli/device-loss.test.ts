/** Runs in which tools/soak/lose-device.mjs loses the device, compared with the same runs without a loss. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeTinyHyperIqa } from '../tiny-weights.ts';
import { adapterArguments, type Finished, inTemporaryFolder, runCli } from './run.ts';

const names = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png'];

/** Every submit from the third on, so that repeating the work does not help. */
const always = Array.from({ length: 50 }, (_, i) => i + 3);

/** @param losses the submits at which the device is lost, counted from 1 over all devices. */
function runLosing(losses: readonly number[], args: readonly string[]): Promise<Finished> {
  const hook = pathToFileURL(resolve('tools/soak/lose-device.mjs')).href;
  const env = { LOSE_AT: losses.join(',') };
  return runCli([...args, ...adapterArguments], { env, nodeArguments: ['--import', hook] });
}

interface Photos {
  readonly folder: string;
  readonly photos: string;
  readonly weights: string;
}

/** Five pictures of one size, so that each takes one submit for PSNR and one for HyperIQA. */
function withPhotos(work: (at: Photos) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const photos = join(folder, 'photos');
    await mkdir(photos);
    for (const [i, name] of names.entries()) {
      const picture = sharp('samples/coffee.jpg').extract({ left: 60 * i, top: 40, width: 150, height: 120 });
      await picture.png().toFile(join(photos, name));
    }
    await work({ folder, photos, weights: await writeTinyHyperIqa(folder) });
  });
}

const count = (text: string, what: string) => text.split(what).length - 1;

/** The parsed lines of JSON, without their times. */
function results(stdout: string): readonly unknown[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => ({ ...JSON.parse(line), ms: null }));
}

test('infer repeats the photo at which the device was lost, with the same results as without a loss', async () => {
  await withPhotos(async ({ photos, weights }) => {
    const metrics = [
      '--metric',
      'hyperiqa,psnr',
      '--reference',
      photos,
      '--weights',
      weights,
      '--crops',
      '1',
      '--no-faces',
    ];
    const args = ['infer', photos, '--json', ...metrics];
    const expected = await runLosing([], args);
    assert.is(expected.status, 0, expected.stderr);
    assert.is(results(expected.stdout).length, names.length);
    // The first submit, the last one, and two that belong to photos far apart.
    for (const at of [[1], [10], [2, 11]]) {
      const { status, stdout, stderr } = await runLosing(at, args);
      assert.is(status, 0, `lost at ${at}: ${stderr}`);
      assert.equal(results(stdout), results(expected.stdout), `lost at ${at}`);
      assert.is(count(stderr, 'was lost ('), at.length, stderr);
      assert.is(count(stderr, 'open again'), at.length, stderr);
    }
  });
});

test('infer ends with status 2 and the names of the remaining photos when the device is lost twice at a photo', async () => {
  await withPhotos(async ({ photos }) => {
    const { status, stdout, stderr } = await runLosing(always, [
      ...['infer', photos, '--json', '--metric', 'psnr', '--reference', photos, '--no-faces'],
    ]);
    assert.is(status, 2, stderr);
    const done = results(stdout).length;
    assert.ok(done < 3, `${done} photos are done after two submits`);
    const left = names.filter((name) => stderr.includes(`${name}: not scored\n`));
    assert.equal(left, names.slice(done));
    assert.match(stderr, /hyperiqa: The device .* was lost .* before, so this run ends/);
  });
});

test('a study continues after a loss, and after two with --resume, with the same tables and record', async () => {
  await withPhotos(async ({ folder, photos }) => {
    const scores = join(folder, 'scores.csv');
    await writeFile(scores, `image_name,MOS_zscore\n${names.map((name, i) => `${name},${40 + i}\n`).join('')}`);
    const evaluate = (out: string, ...more: readonly string[]) => [
      ...['evaluate', '--images', photos, '--scores', scores, '--out', join(folder, out)],
      ...['--metric', 'brisque', '--faces', 'none', '--bootstrap', '10', ...more],
    ];
    const files = (out: string) =>
      Promise.all(['scores.csv', 'skipped.csv', 'run.json'].map((file) => readFile(join(folder, out, file), 'utf8')));
    const expected = await runLosing([], evaluate('whole'));
    assert.is(expected.status, 0, expected.stderr);

    const once = await runLosing([3], evaluate('once'));
    assert.is(once.status, 0, once.stderr);
    assert.equal(await files('once'), await files('whole'));

    const twice = await runLosing(always, evaluate('twice'));
    assert.is(twice.status, 2, twice.stderr);
    assert.match(
      twice.stderr,
      /[345] photos are left, the first of which is [abc]\.png\. What was done is kept: .*--resume/,
    );
    const resumed = await runLosing([], evaluate('twice', '--resume'));
    assert.is(resumed.status, 0, resumed.stderr);
    assert.equal(await files('twice'), await files('whole'));
  });
});

test('content-map continues after a loss, with the same positions', async () => {
  await withPhotos(async ({ folder, photos, weights }) => {
    const map = (out: string) => [
      ...['evaluate', 'content-map', '--images', photos, '--weights', weights, '--out', join(folder, out)],
    ];
    const places = (out: string) => readFile(join(folder, out, 'content-map.csv'), 'utf8');
    const expected = await runLosing([], map('whole'));
    assert.is(expected.status, 0, expected.stderr);
    const once = await runLosing([3], map('once'));
    assert.is(once.status, 0, once.stderr);
    assert.is(count(once.stderr, 'open again'), 1, once.stderr);
    assert.is(await places('once'), await places('whole'));
  });
});

test.run();
