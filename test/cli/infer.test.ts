import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodePhoto } from '../../src/platform/decode.ts';
import { writeTinyHyperIqa } from '../tiny-weights.ts';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';

const portrait = 'samples/grace-hopper.jpg';
const quick = ['--crops', '1', '--json', ...adapterArguments];

test('a folder with good and broken photos gives a JSON line for each, annotated copies and status 1', async () => {
  await inTemporaryFolder(async (folder) => {
    const photos = join(folder, 'photos');
    const drawn = join(folder, 'drawn', 'here');
    await mkdir(photos);
    const bytes = await readFile(portrait);
    await writeFile(join(photos, 'empty.jpg'), '');
    await copyFile(portrait, join(photos, 'größe 写真.jpg'));
    await writeFile(join(photos, 'truncated.jpg'), bytes.subarray(0, bytes.length / 2));
    const missing = join(folder, 'nothere.jpg');
    const scoring = ['--weights', await writeTinyHyperIqa(folder), ...quick];

    const { status, stdout, stderr } = await runCli(['infer', photos, missing, '--annotate', drawn, ...scoring]);
    assert.is(status, 1, stderr);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(
      lines.map(({ file, error }) => [file, error?.code]),
      [
        [join(photos, 'empty.jpg'), 'IMAGE'],
        [join(photos, 'größe 写真.jpg'), undefined],
        [join(photos, 'truncated.jpg'), 'IMAGE'],
        [missing, 'FILE'],
      ],
    );
    assert.match(stderr, 'the scores mean nothing');
    assert.match(stderr, '3 of 4 photos failed: the key error of the results says why.');

    const { width, height, score, crops, faces, model, adapter, ms } = lines[1];
    assert.equal([width, height], [512, 600]);
    assert.equal(crops, [{ top: 24, left: 73, score }]);
    assert.is(model, 'hyperiqa/synthetic/demo');
    assert.ok(adapter.length > 0 && ms > 0 && Number.isFinite(score));
    assert.is(faces.length, 1);
    const [{ confidence, box, score: faceScore }] = faces;
    assert.ok(confidence > 0.99 && Number.isFinite(faceScore));
    // The box of the face in the portrait, within a few pixels.
    for (const [i, edge] of [183, 123, 350, 330].entries()) assert.ok(Math.abs(box[i] - edge) < 5, `box ${box}`);

    assert.equal(await readdir(drawn), ['größe 写真.png']);
    const before = await decodePhoto(portrait);
    const after = await decodePhoto(join(drawn, 'größe 写真.png'));
    assert.equal([after.width, after.height], [width, height]);
    assert.ok(
      after.data.some((value, i) => value !== before.data[i]),
      'nothing is drawn',
    );

    // The photo gets the same score, bit for bit, when it is scored alone and without faces.
    const again = await runCli(['infer', portrait, '--no-faces', ...scoring]);
    assert.is(again.status, 0, again.stderr);
    const [second] = again.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(second.crops, crops);
    assert.equal(second.faces, []);
  });
});

test("two metrics give both scores in the requested order, and each one's direction in words", async () => {
  const both = await runCli(['infer', portrait, '--metric', 'brisque,hyperiqa', '--weights', 'synthetic', ...quick]);
  assert.is(both.status, 0, both.stderr);
  const { score, scores, faces, model, crops } = JSON.parse(both.stdout);
  assert.equal(Object.keys(scores), ['brisque', 'hyperiqa']);
  assert.is(score, scores.brisque);
  // OpenCV 4.6 gives this photo 3.0175.
  assert.ok(Math.abs(score - 3.0175) < 0.1, `BRISQUE ${score}`);
  assert.is(crops[0].score, scores.hyperiqa);
  assert.equal(Object.keys(faces[0].scores), ['brisque', 'hyperiqa']);
  assert.is(model, 'brisque/live,hyperiqa/synthetic/demo');

  const alone = await runCli(['infer', portrait, '--metric', 'brisque', '--no-faces', ...adapterArguments]);
  assert.is(alone.status, 0, alone.stderr);
  assert.match(alone.stdout, /^samples\/grace-hopper\.jpg {2}brisque 3\.01\d {2}512x600 {2}/);
  assert.match(alone.stdout, '\nbrisque: lower is better\n');
  assert.not.match(alone.stderr, 'the scores mean nothing');
});

test.run();
