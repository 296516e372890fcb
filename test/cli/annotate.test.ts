import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openAnnotator } from '../../src/cli/infer/annotate.ts';
import { inTemporaryFolder } from './run.ts';

const photo = { width: 8, height: 8, data: new Uint8Array(8 * 8 * 3) };
const score = { score: 50, scores: {}, results: [], failures: [], crops: [], faces: [] };

test('photos with the same name get separate copies, and no photo of the run is overwritten', async () => {
  await inTemporaryFolder(async (folder) => {
    const photos = ['a.jpg', 'a.png', 'A-2.PNG', 'b.jpg'].map((name) => join(folder, name));
    for (const path of photos) await writeFile(path, 'original');
    const sameFolder = join(folder, 'link');
    await symlink(folder, sameFolder);
    const annotate = await openAnnotator(sameFolder, 'model', photos);
    for (const path of photos) await annotate(path, photo, score);
    for (const path of photos) assert.is(await readFile(path, 'utf8'), 'original', path);
    const copies = (await readdir(folder)).filter((name) => !photos.includes(join(folder, name)) && name !== 'link');
    assert.equal(copies.sort(), ['A-2-2.png', 'a-3.png', 'a-4.png', 'b.png']);
  });
});

test('next to photos of the run, other files are not overwritten either', async () => {
  await inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'a.jpg'), 'original');
    await writeFile(join(folder, 'A.png'), 'another photo');
    const annotate = await openAnnotator(folder, 'model', [join(folder, 'a.jpg')]);
    await annotate(join(folder, 'a.jpg'), photo, score);
    assert.equal((await readdir(folder)).sort(), ['A.png', 'a-2.png', 'a.jpg']);
    assert.is(await readFile(join(folder, 'A.png'), 'utf8'), 'another photo');
  });
});

test("a second run into the same folder replaces the first one's copies", async () => {
  await inTemporaryFolder(async (folder) => {
    const drawn = join(folder, 'new', 'drawn');
    for (let run = 0; run < 2; run++) {
      const annotate = await openAnnotator(drawn, 'model', [join(folder, 'a.jpg')]);
      await annotate(join(folder, 'a.jpg'), photo, score);
    }
    assert.equal(await readdir(drawn), ['a.png']);
  });
});

test("names of up to 255 bytes are shortened where their copies' would be too long, and stay unique", async () => {
  await inTemporaryFolder(async (folder) => {
    const names = [
      `${'x'.repeat(251)}.jpg`,
      `${'x'.repeat(251)}.gif`,
      `${'é'.repeat(125)}a.jpg`,
      `${'写'.repeat(84)}.`,
    ];
    assert.ok(names.every((name) => Buffer.byteLength(name) > 250));
    const annotate = await openAnnotator(folder, 'model', []);
    for (const name of names) await annotate(join('elsewhere', name), photo, score);
    const wanted = [`${'x'.repeat(251)}.png`, `${'x'.repeat(249)}-2.png`, `${'é'.repeat(125)}a.png`];
    assert.equal((await readdir(folder)).sort(), [...wanted, `${'写'.repeat(83)}.png`].sort());
  });
});

test('a folder that cannot be created is reported at once', async () => {
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'made'));
    await writeFile(join(folder, 'made', 'file'), '');
    for (const wrong of [join(folder, 'made', 'file'), join(folder, 'made', 'file', 'below')]) {
      try {
        await openAnnotator(wrong, 'model', []);
        assert.unreachable(wrong);
      } catch (error) {
        assert.is((error as { readonly code?: string }).code, 'FILE');
        assert.match((error as Error).message, `${wrong}: the folder cannot be created: `);
      }
    }
  });
});

test.run();
