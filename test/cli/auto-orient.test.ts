/** Portraits that are stored rotated, with an EXIF orientation. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';

/** Writes grace-hopper.jpg rotated onto its side, with the EXIF orientation that turns it upright. */
async function writeLyingPortrait(path: string): Promise<void> {
  const lying = sharp('samples/grace-hopper.jpg').rotate(270).jpeg().withMetadata({ orientation: 6 });
  await writeFile(path, await lying.toBuffer());
}

test('a face in a portrait with an EXIF orientation is found only with --auto-orient', async () => {
  await inTemporaryFolder(async (folder) => {
    const photo = join(folder, 'portrait.jpg');
    await writeLyingPortrait(photo);
    const infer = async (...more: readonly string[]) => {
      const args = ['infer', photo, '--metric', 'mse', '--reference', photo, '--json', ...adapterArguments, ...more];
      const { status, stdout, stderr } = await runCli(args);
      assert.is(status, 0, stderr);
      return JSON.parse(stdout);
    };
    const stored = await infer();
    const turned = await infer('--auto-orient');
    assert.equal([stored.width, stored.height, stored.faces.length], [600, 512, 0]);
    assert.equal([turned.width, turned.height, turned.faces.length], [512, 600, 1]);
    // The box of the face in the upright portrait, within a few pixels.
    for (const [i, edge] of [183, 123, 350, 330].entries()) {
      assert.ok(Math.abs(turned.faces[0].box[i] - edge) < 8, `box ${turned.faces[0].box}`);
    }
  });
});

test('a notice counts photos without a face that EXIF turns, unless --auto-orient, --quiet or --no-faces is given', async () => {
  await inTemporaryFolder(async (folder) => {
    for (const name of ['a.jpg', 'b.jpg']) await writeLyingPortrait(join(folder, name));
    const photos = [folder, 'samples/coffee.jpg', 'samples/grace-hopper.jpg'];
    const noticed = async (...more: readonly string[]) => {
      const { status, stderr } = await runCli([
        'infer',
        ...photos,
        '--metric',
        'brisque',
        ...adapterArguments,
        ...more,
      ]);
      assert.is(status, 0, stderr);
      return stderr.split('\n').filter((line) => line.includes('EXIF'));
    };
    assert.equal(await noticed(), [
      `2 photos without a face (${join(folder, 'a.jpg')} for example) are stored on the side or upside down, as EXIF says, and only upright faces are found: --auto-orient turns them first.`,
    ]);
    for (const option of ['--auto-orient', '--quiet', '--no-faces']) assert.equal(await noticed(option), [], option);
  });
});

test('a study with --auto-orient records the option, and does not resume without it', async () => {
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'photos'));
    await writeLyingPortrait(join(folder, 'photos', 'a.jpg'));
    await writeFile(join(folder, 'given.csv'), 'image_name,MOS_zscore\na.jpg,1\n');
    const out = join(folder, 'results');
    const study = ['evaluate', '--images', join(folder, 'photos'), '--scores', join(folder, 'given.csv'), '--out', out];
    const quick = ['--metric', 'brisque', '--bootstrap', '0', ...adapterArguments];
    const { status, stderr } = await runCli([...study, ...quick, '--auto-orient', '--contact-sheet']);
    assert.is(status, 0, stderr);
    assert.is(JSON.parse(await readFile(join(out, 'run.json'), 'utf8')).autoOrient, true);
    const other = await runCli([...study, ...quick, '--resume']);
    assert.is(other.status, 2);
    const turned = /1 photo without a face \(a\.jpg\) is stored on the side .*: --auto-orient turns it first\./;
    assert.not.match(stderr, turned);
    const stored = await runCli([...study.slice(0, -1), join(folder, 'stored'), ...quick]);
    assert.match(stored.stderr, turned);
    assert.match(other.stderr, /whether photos are turned \(--auto-orient\) was true and is false/);
  });
});

test.run();
