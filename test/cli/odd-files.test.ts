/** Files that are not photos, and names that are not plain text, among the photos of a run. */
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { writeTinyHyperIqa } from '../tiny-weights.ts';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';

/** All photos have the pixels of this reference, so that their score is 0. */
const quickly = (folder: string) => {
  return ['--metric', 'mse', '--reference', join(folder, 'reference.png'), '--no-faces', ...adapterArguments];
};
const hostile = 'new\nline \x1b[31mred\u202e.png';
const isLinux = process.platform === 'linux';

async function writePhoto(path: string): Promise<void> {
  const background = { r: 90, g: 120, b: 30 };
  await sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toFile(path);
}

/** Calls `work` with a new folder and its subfolder `photos`, which holds photos and other files. */
async function withPhotos(work: (folder: string, photos: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const photos = join(folder, 'photos');
    await writePhoto(join(folder, 'reference.png'));
    await makePhotos(photos);
    try {
      await work(folder, photos);
    } finally {
      await chmod(join(photos, 'locked'), 0o755);
    }
  });
}

async function makePhotos(folder: string): Promise<void> {
  await mkdir(folder);
  await writePhoto(join(folder, 'a.png'));
  await copyFile(join(folder, 'a.png'), join(folder, hostile));
  await copyFile(join(folder, 'a.png'), join(folder, `${'x'.repeat(251)}.png`));
  if (isLinux) {
    await copyFile(join(folder, 'a.png'), join(folder, 'c.png'));
    await rename(join(folder, 'c.png'), Buffer.from(`${folder}/caf\xe9.png`, 'latin1'));
  }
  execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
  await symlink('gone.jpg', join(folder, 'broken.jpg'));
  await writeFile(join(folder, 'phone.heic'), '');
  await mkdir(join(folder, 'locked'));
  await chmod(join(folder, 'locked'), 0o000);
}

const scored = ['a.png', ...(isLinux ? ['caf\udce9.png'] : []), hostile, `${'x'.repeat(251)}.png`];
const refused = ['broken.jpg', 'locked', 'pipe.jpg'];

test('infer skips what cannot be read, scores the rest, and prints every name on one harmless line', async () => {
  await withPhotos(async (folder, photos) => {
    const drawn = join(folder, 'drawn');
    // A folder of that name cannot be replaced by the drawing.
    await mkdir(join(drawn, 'a.png'), { recursive: true });
    const json = await runCli(['infer', photos, '--json', '--annotate', drawn, ...quickly(folder)], { asUser: true });
    assert.is(json.status, 1, json.stderr);
    const lines = json.stdout.trimEnd().split('\n');
    const reports = lines.map(
      (line) => JSON.parse(line) as { file: string; score?: number; error?: unknown; errors?: unknown },
    );
    const of = (list: typeof reports) => list.map(({ file }) => file.slice(photos.length + 1));
    assert.equal(of(reports.filter(({ score }) => score !== undefined)), scored);
    assert.equal(of(reports.filter(({ errors }) => errors !== undefined)), ['a.png']);
    const failed = of(reports.filter(({ error }) => error !== undefined));
    assert.equal(failed, refused);
    assert.match(json.stderr, `1 HEIC file in ${photos} was skipped`);
    const copies = (await readdir(drawn, { encoding: 'latin1' })).sort();
    assert.is(copies.length, scored.length);
    assert.ok(copies.includes(`${'x'.repeat(251)}.png`));
    assert.ok(!isLinux || copies.includes('caf\xe9.png'));

    const text = await runCli(['infer', photos, ...quickly(folder)], { asUser: true });
    const output = text.stdout + text.stderr;
    assert.is(text.stdout.trimEnd().split('\n').length, scored.length + 2);
    assert.match(text.stdout, 'new\\nline \\x1b[31mred\\u202e.png  mse');
    if (isLinux) assert.match(text.stdout, 'caf\\xe9.png  mse');
    for (const character of ['\x1b', '\u202e', '\ufffd']) assert.not.ok(output.includes(character));
  });
});

test('infer refuses a pipe, and finds a name on the command line that is not UTF-8', async () => {
  await withPhotos(async (folder, photos) => {
    const pipe = join(photos, 'pipe.jpg');
    const named = await runCli(['infer', pipe, '-', join(photos, 'a.png'), '--json', ...quickly(folder)]);
    assert.is(named.status, 1, named.stderr);
    const [first, second, third] = named.stdout.split('\n').map((line) => (line === '' ? null : JSON.parse(line)));
    assert.match(first.error.message, 'pipe.jpg cannot be read: it is a named pipe');
    assert.match(second.error.message, 'stdin is empty.');
    assert.ok(third.score === 0);
    if (!isLinux) return;
    // Node cannot pass such a name as an argument; a shell can.
    const script = `exec "${process.execPath}" dist/cli.js infer "$0"/caf?.png ${quickly(folder).join(' ')}`;
    const output = execFileSync('sh', ['-c', `LC_ALL=C; ${script}`, photos], { encoding: 'utf8' });
    assert.match(output, 'caf\\xe9.png  mse');
  });
});

for (const option of ['--scores', '--indicators', '--exclude']) {
  test(`evaluate ${option}: a pipe is refused at once`, async () => {
    await inTemporaryFolder(async (folder) => {
      const scores = join(folder, 'scores.csv');
      await writeFile(scores, 'image_name,MOS_zscore\na.png,50\n');
      await mkdir(join(folder, 'photos'));
      await writePhoto(join(folder, 'photos', 'a.png'));
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const tables = option === '--scores' ? [] : ['--scores', scores];
      const args = ['--images', join(folder, 'photos'), ...tables, option, pipe, '--out', join(folder, 'out')];
      const { status, stderr } = await runCli(['evaluate', ...args]);
      assert.is(status, 2, stderr);
      assert.match(stderr, 'pipe cannot be read: it is a named pipe');
    });
  });
}

test('evaluate skips what cannot be read, and names photos in its tables and folders in its messages', async () => {
  await withPhotos(async (folder, photos) => {
    const scores = join(folder, 'scores.csv');
    await writeFile(
      scores,
      `image_name,MOS_zscore\na.png,50\n"${hostile}",40\ncaf\\xe9.png,30\nbroken.jpg,1\npipe.jpg,2\n`,
    );
    const out = join(folder, 'out');
    const options = ['--metric', 'brisque', '--faces', 'none', '--bootstrap', '0', ...adapterArguments];
    const args = ['--images', photos, '--scores', scores, '--out', out, '--contact-sheet', ...options];
    const run = await runCli(['evaluate', ...args], { asUser: true });
    assert.is(run.status, 1, run.stderr);
    assert.not.ok(run.stderr.includes('\x1b'));
    assert.match(run.stderr, `1 HEIC file in ${photos} was skipped`);
    assert.match(run.stderr, '1 folder of photos could not be read');
    const names = async (file: string) => {
      return (await parseTable(await readFile(join(out, file), 'utf8'), file)).rows.map((row) => row[0]);
    };
    const expected = ['a.png', ...(isLinux ? ['caf\\xe9.png'] : []), hostile];
    assert.equal(await names('scores.csv'), expected);
    assert.equal(await names('skipped.csv'), ['broken.jpg', 'pipe.jpg', `${'x'.repeat(251)}.png`]);

    const weights = await writeTinyHyperIqa(folder);
    for (const command of [
      ['look', '--images', photos, '--out', join(folder, 'look')],
      ['content-map', '--images', photos, '--out', join(folder, 'map'), '--weights', weights, ...adapterArguments],
    ]) {
      const { status, stdout, stderr } = await runCli(['evaluate', ...command], { asUser: true });
      assert.is(status, 1, stderr);
      assert.match(stdout, `${scored.length} photos`);
      assert.not.ok((stdout + stderr).includes('\x1b'));
      assert.match(stderr, /The folder .*locked cannot be read: permission denied/);
    }
  });
});

test('look draws every column, even if its name is not a valid file name', async () => {
  await inTemporaryFolder(async (folder) => {
    const columns = ['a b', 'a-b', 'A B', '../up', 'x'.repeat(300), `${'x'.repeat(300)}y`];
    const table = join(folder, 'indicators.csv');
    await writeFile(table, `image_name,${columns.join(',')}\na.jpg,1,2,3,4,5,6\nb.jpg,2,3,4,5,6,7\n`);
    const out = join(folder, 'out');
    const { status, stderr } = await runCli(['evaluate', 'look', '--indicators', table, '--out', out]);
    assert.is(status, 0, stderr);
    const long = [`${'x'.repeat(251)}.svg`, `${'x'.repeat(249)}-2.svg`];
    assert.equal(
      (await readdir(join(out, 'plots'))).sort(),
      ['A-B-3.svg', '..-up.svg', 'a-b-2.svg', 'a-b.svg', ...long].sort(),
    );
  });
});

test.run();
