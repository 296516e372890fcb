/** `warnings.csv` lists the defects of photos that a study could still read. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';

const quick = ['--metric', 'brisque', '--faces', 'none', '--bootstrap', '0', ...adapterArguments];

/** Four photos, of which b.jpg and d.jpg lack data but have an end marker. */
async function makeStudy(folder: string): Promise<readonly string[]> {
  const images = join(folder, 'photos');
  await mkdir(images);
  const photo = await readFile('samples/coffee-compressed.jpg');
  const early = Buffer.concat([photo.subarray(0, -2000), photo.subarray(-2)]);
  for (const name of ['a.jpg', 'c.jpg']) await writeFile(join(images, name), photo);
  for (const name of ['b.jpg', 'd.jpg']) await writeFile(join(images, name), early);
  const scores = join(folder, 'given.csv');
  await writeFile(scores, 'image_name,MOS_zscore\na.jpg,1\nb.jpg,2\nc.jpg,3\nd.jpg,4\n');
  return ['evaluate', '--images', images, '--scores', scores, ...quick];
}

const warning = 'its JPEG data are damaged (premature end of data segment): a part of the picture may be wrong';
const wanted = `image_name,warning\nb.jpg,${warning}\nd.jpg,${warning}\n`;

test('a study writes and reports warnings, and a resumed study has the same ones', async () => {
  await inTemporaryFolder(async (folder) => {
    const study = await makeStudy(folder);
    const out = join(folder, 'results');
    const { status, stderr } = await runCli([...study, '--out', out]);
    assert.is(status, 0, stderr);
    assert.match(stderr, `2 photos were read with a warning; see ${join(out, 'warnings.csv')}`);
    const table = () => readFile(join(out, 'warnings.csv'), 'utf8');
    assert.is(await table(), wanted);

    // The state after a kill between writing to the two tables.
    const lines = (await readFile(join(out, 'scores.csv'), 'utf8')).split('\n');
    await writeFile(join(out, 'scores.csv'), `${lines.slice(0, 4).join('\n')}\nd.j`);
    const resumed = await runCli([...study, '--out', out, '--resume']);
    assert.is(resumed.status, 0, resumed.stderr);
    assert.is(await table(), wanted);
    assert.equal((await readFile(join(out, 'scores.csv'), 'utf8')).split('\n'), lines);
  });
});

test('merging joins the warnings of all shards, and accepts shards without such a table', async () => {
  await inTemporaryFolder(async (folder) => {
    const study = await makeStudy(folder);
    const shards = ['1/2', '2/2'].map((shard) => ({ shard, out: join(folder, shard.replace('/', '-')) }));
    for (const { shard, out } of shards) {
      const { status, stderr } = await runCli([...study, '--out', out, '--shard', shard]);
      assert.is(status, 0, stderr);
    }
    const merge = async (out: string) => {
      const { status, stderr } = await runCli(['evaluate', 'merge', ...shards.map((each) => each.out), '--out', out]);
      assert.is(status, 0, stderr);
      return readFile(join(out, 'warnings.csv'), 'utf8');
    };
    assert.is(await merge(join(folder, 'whole')), wanted);
    await rm(join(shards[0]!.out, 'warnings.csv'));
    const others = (await readFile(join(shards[1]!.out, 'warnings.csv'), 'utf8')).split('\n');
    assert.equal((await merge(join(folder, 'old'))).split('\n'), others);
  });
});

test.run();
