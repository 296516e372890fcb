/** `infer --reference`: pairs of photos, their failures and the messages about them. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';

const quick = ['--no-faces', '--json', ...adapterArguments];

function linesOf(stdout: string) {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('with one reference for several photos, each line has every metric and the reference, and infinity as text', async () => {
  const photos = ['samples/coffee-blurred.jpg', 'samples/coffee.jpg'];
  const metrics = ['--metric', 'ms-ssim,mse,psnr,ssim', '--reference', 'samples/coffee.jpg'];
  const { status, stdout, stderr } = await runCli(['infer', ...photos, ...metrics, ...quick]);
  assert.is(status, 0, stderr);
  const [blurred, equal] = linesOf(stdout);
  assert.equal([blurred.reference, equal.reference], ['samples/coffee.jpg', 'samples/coffee.jpg']);
  assert.equal(Object.keys(blurred.scores), ['ms-ssim', 'mse', 'psnr', 'ssim']);
  assert.is(blurred.score, blurred.scores['ms-ssim']);
  assert.ok(Math.abs(blurred.scores.mse - 303.725265) < 1e-6, `MSE ${blurred.scores.mse}`);
  assert.equal(equal.scores, { 'ms-ssim': 1, mse: 0, psnr: 'Infinity', ssim: 1 });
  assert.equal(
    equal.results.map(({ metric, score, better }: Record<string, unknown>) => [metric, score, better]),
    [
      ['ms-ssim', 1, 'higher'],
      ['mse', 0, 'lower'],
      ['psnr', 'Infinity', 'higher'],
      ['ssim', 1, 'higher'],
    ],
  );
});

test('a folder is matched by name without extension, and a failing pair does not affect the others', async () => {
  await inTemporaryFolder(async (folder) => {
    const photos = join(folder, 'photos');
    const references = join(folder, 'references');
    await mkdir(photos);
    await mkdir(join(references, 'below'), { recursive: true });
    const place = async (sample: string, ...parts: string[]) =>
      copyFile(`samples/${sample}.jpg`, join(folder, ...parts));
    await place('coffee-compressed', 'photos', 'coffee.jpg');
    await place('coffee', 'references', 'below', 'coffee.jpeg');
    await place('cat', 'photos', 'larger.jpg');
    await place('coffee', 'references', 'larger.jpg');
    await place('cat', 'photos', 'lonely.jpg');
    await place('cat', 'photos', 'several.jpg');
    await place('cat', 'references', 'several.jpg');
    await place('cat', 'references', 'below', 'several.jpg');
    await place('cat', 'photos', 'unreadable.jpg');
    await writeFile(join(references, 'unreadable.jpg'), 'no photo');

    const given = ['infer', photos, '--metric', 'psnr', '--reference', references, ...quick];
    const { status, stdout, stderr } = await runCli(given);
    assert.is(status, 1, stderr);
    const [coffee, larger, lonely, several, unreadable] = linesOf(stdout);
    assert.is(coffee.reference, join(references, 'below', 'coffee.jpeg'));
    assert.ok(Math.abs(coffee.score - 23.646313) < 1e-5, `PSNR ${coffee.score}`);
    const failures = [larger, lonely, several, unreadable].map(({ error }) => error.code);
    assert.equal(failures, ['REFERENCE', 'REFERENCE', 'REFERENCE', 'IMAGE']);
    assert.is(
      larger.error.message,
      `${join(photos, 'larger.jpg')} has 451x300 pixels and its reference ${join(references, 'larger.jpg')} 600x400: ` +
        'only photos of the same size can be compared.',
    );
    assert.match(lonely.error.message, `lonely.jpg has no reference: no photo in ${references} is named lonely.`);
    assert.match(several.error.message, join(references, 'below', 'several.jpg'));
    assert.match(unreadable.error.message, join(references, 'unreadable.jpg'));
  });
});

test('where two trees mirror each other, references of one name are told apart by their folders', async () => {
  await inTemporaryFolder(async (folder) => {
    const trees = ['photos', 'references'].flatMap((tree) => ['cat', 'coffee'].map((name) => [tree, name] as const));
    for (const [tree, name] of trees) {
      await mkdir(join(folder, tree, name), { recursive: true });
      await copyFile(`samples/${name}.jpg`, join(folder, tree, name, '1.jpg'));
    }
    const given = ['photos', '--metric', 'mse', '--reference', 'references', ...quick];
    const { status, stdout, stderr } = await runCli(['infer', ...given], { cwd: folder });
    assert.is(status, 0, stderr);
    assert.equal(
      linesOf(stdout).map(({ reference, score }) => [reference, score]),
      ['cat', 'coffee'].map((name) => [join('references', name, '1.jpg'), 0]),
    );
    const references = join('..', '..', 'references');
    const within = ['infer', '1.jpg', '--metric', 'mse', '--reference', references, ...quick];
    const inside = await runCli(within, { cwd: join(folder, 'photos', 'coffee') });
    assert.is(linesOf(inside.stdout)[0].reference, join(references, 'coffee', '1.jpg'), 'a photo named in its folder');
  });
});

test('a metric without references keeps its score where the reference is missing', async () => {
  await inTemporaryFolder(async (folder) => {
    await copyFile('samples/cat.jpg', join(folder, 'other.jpg'));
    const given = ['infer', 'samples/cat.jpg', '--metric', 'psnr,brisque', '--reference', folder, ...quick];
    const { status, stdout, stderr } = await runCli(given);
    assert.is(status, 1, stderr);
    const [{ score, scores, errors, reference }] = linesOf(stdout);
    assert.is(score, null);
    assert.equal(Object.keys(scores), ['brisque']);
    assert.is(reference, undefined);
    assert.equal([errors.length, errors[0].metric, errors[0].code], [1, 'psnr', 'REFERENCE']);
  });
});

test('metrics with and without references run together, and faces are compared with the same pixels of the reference', async () => {
  const portrait = 'samples/grace-hopper.jpg';
  const metrics = ['--metric', 'brisque,ssim', '--reference', portrait];
  const { status, stdout, stderr } = await runCli(['infer', portrait, ...metrics, '--json', ...adapterArguments]);
  assert.is(status, 0, stderr);
  const [{ scores, faces, model }] = linesOf(stdout);
  assert.equal(Object.keys(scores), ['brisque', 'ssim']);
  assert.is(scores.ssim, 1);
  assert.is(faces.length, 1);
  assert.is(faces[0].scores.ssim, 1);
  assert.is(faces[0].score, faces[0].scores.brisque);
  assert.is(model, 'brisque/live,ssim/formula');
});

test('metrics that compare are refused without a reference, and a reference without such a metric', async () => {
  const without = await runCli(['infer', 'samples/cat.jpg', '--metric', 'brisque,psnr,ssim']);
  assert.is(without.status, 2);
  assert.match(
    without.stderr,
    'psnr, ssim compare a photo with its reference: add --reference FILE or --reference FOLDER.',
  );
  const needless = await runCli(['infer', 'samples/cat.jpg', '--metric', 'brisque', '--reference', 'samples/cat.jpg']);
  assert.is(needless.status, 2);
  assert.match(needless.stderr, '--reference samples/cat.jpg needs a full-reference metric');
  const missing = ['infer', 'samples/cat.jpg', '--metric', 'mse', '--reference', 'samples/nothere', ...quick];
  const gone = await runCli(missing);
  assert.is(gone.status, 2);
  assert.match(gone.stderr, '--reference samples/nothere: ');
});

test('a study with a metric that compares needs references', async () => {
  const study = ['--images', 'samples', '--scores', 'nothere.csv', '--out', 'nothere'];
  const { status, stderr } = await runCli(['evaluate', ...study, '--metric', 'ssim', '--faces', 'none']);
  assert.is(status, 2);
  assert.match(stderr, 'ssim compares a photo with its reference: add --reference');
});

test.run();
