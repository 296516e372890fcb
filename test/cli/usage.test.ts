import { copyFile, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';

test('--help names every command, --version prints the version, and both succeed', async () => {
  const help = await runCli(['--help']);
  assert.is(help.status, 0);
  for (const command of ['infer', 'convert', 'weights']) assert.match(help.stdout, new RegExp(`^  ${command} `, 'm'));
  const version = await runCli(['--version']);
  assert.is(version.status, 0);
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

for (const [what, args, message] of [
  ['an unknown command', ['score', 'photo.jpg'], /unknown command 'score'/],
  ['an unknown option', ['infer', '--fast'], /unknown option '--fast'/],
  ['no photo', ['infer'], /No photo to score/],
  ['no crops', ['infer', '--crops', '0', 'a.jpg'], /'--crops <n>' argument '0' is invalid.*at least 1/],
  ['too many crops', ['infer', '--crops', '99999999999', 'a.jpg'], /'99999999999' is invalid.*at most/],
  ['a seed with a fraction', ['infer', '--seed', '1.5', 'a.jpg'], /'--seed <n>' argument '1.5' is invalid/],
  ['a confidence above 1', ['infer', '--min-confidence', '2', 'a.jpg'], /'2' is invalid.*from 0 to 1/],
  ['a number of photos without an order', ['infer', '--top', '3', 'a.jpg'], /--top 3 needs an order: add --sort/],
  ['a bound that is not a number', ['infer', '--fail-below', 'x', 'a.jpg'], /'x' is invalid.*Expected a number/],
  ['two forms of output', ['infer', '--json', '--csv', 'a.jpg'], /'--json' cannot be used with option '--csv'/],
  ['standard input twice', ['infer', '-', '--files-from', '-'], /Standard input \(-\) can be read only once/],
  ['an unknown protocol', ['infer', '--protocol', 'all', 'a.jpg'], /Allowed choices are demo, uniform/],
  [
    'a protocol that no metric of the run has',
    ['infer', '--protocol', 'uniform', '--no-faces', ...adapterArguments, 'samples/cat.jpg'],
    /--protocol uniform: no metric of this run has it; photo-judge has /,
  ],
  [
    'two outputs of one name',
    ['infer', '--output', 'o', '--report', './o', 'samples'],
    /--output and --report both name/,
  ],
  ['standard output as a file', ['infer', '--output', '-', 'samples'], /--output does not write to standard output/],
  [
    'a folder for weights that cannot be created',
    ['weights', 'get', 'cnniqa-live', '--to', 'package.json/weights'],
    /package\.json\/weights: the folder cannot be created: .* Name another folder with --to, .*--weights/,
  ],
  ['a photo as an output', ['infer', '--report', 'a.jpg', 'samples'], /--report a.jpg names a photo/],
  [
    'an output in a missing folder',
    ['infer', '--report', 'nosuch/r.html', 'samples'],
    /nosuch\/r.html: cannot be written/,
  ],
  ['clips without any', ['infer', '--clip'], /No photo to score/],
  ['an unknown metric', ['infer', '--metric', 'nosuch', 'a.jpg'], /'nosuch' is invalid.*Expected hyperiqa, brisque/],
  ['an unknown detector', ['infer', '--detector', 'brisque', 'a.jpg'], /'brisque' is invalid.*face-detector, mtcnn/],
  ['a detector without faces', ['infer', '--detector', 'mtcnn', '--no-faces', 'a.jpg'], /--detector needs faces/],
  [
    'weights of a model that is not a face detector',
    ['infer', '--face-weights', 'weights/brisque-live.safetensors', 'samples/cat.jpg'],
    /weights of BRISQUE \(brisque\), expected those of Face detector \(face-detector\) or MTCNN \(mtcnn\)/,
  ],
  [
    "the model's name before its file",
    ['check', '--model', 'brisque', '--weights', 'brisque=nosuch'],
    /: nosuch cannot be read: there is no such file/,
  ],
  ['a repeated metric', ['infer', '--metric', 'brisque,brisque', 'a.jpg'], /each at most once/],
  [
    'a missing file of weights',
    ['infer', '--weights', 'nothere', 'samples/cat.jpg'],
    /nothere cannot be read: there is no such file/,
  ],
  [
    'an unknown adapter',
    ['infer', '--weights', 'synthetic', '--adapter', 'nosuchgpu', 'samples/cat.jpg'],
    /No adapter has "nosuchgpu" in its name; available are: "/,
  ],
  [
    'a folder for annotations that is a file',
    ['infer', '--weights', 'synthetic', '--annotate', 'package.json', ...adapterArguments, 'samples/cat.jpg'],
    /package.json: the folder cannot be created: file already exists/,
  ],
] as const) {
  test(`${what} gives one message on standard error and status 2`, async () => {
    const { status, stdout, stderr } = await runCli(args);
    assert.match(stderr, message);
    // Matches only stack traces of our own: Dawn prints traces too, on a machine with a Vulkan loader but no driver.
    assert.not.match(stderr, /^\s+at .*\.[jt]s:\d+/m);
    assert.is(stdout, '');
    assert.is(status, 2);
  });
}

test('where default weights are missing, the message has the commands to get and convert them, as users type them', async () => {
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'dist'));
    for (const name of await readdir('dist')) {
      if (name.endsWith('.js')) await copyFile(join('dist', name), join(folder, 'dist', name));
    }
    await copyFile('samples/cat.jpg', join(folder, 'a.jpg'));
    await copyFile('package.json', join(folder, 'package.json'));
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    const cli = join(folder, 'dist/cli.js');

    const quality = await runCli(['infer', 'a.jpg', '--metric', 'hyperiqa'], { cwd: folder, cli });
    assert.is(quality.status, 2);
    assert.match(quality.stderr, 'weights/hyperiqa.safetensors is missing');
    assert.match(quality.stderr, '`npx hyperiqa weights get hyperiqa-koniq` downloads it');
    assert.match(quality.stderr, '`npx hyperiqa convert FILE weights/hyperiqa.safetensors` converts');

    const judge = await runCli(['infer', 'a.jpg'], { cwd: folder, cli });
    assert.is(judge.status, 2);
    assert.match(judge.stderr, 'weights/photo-judge.safetensors is missing');
    assert.match(judge.stderr, 'photo-judge.safetensors is part of the package: restore that file');

    const named = await runCli(['infer', 'a.jpg', '--weights', 'pyiqa'], { cwd: folder, cli });
    assert.is(named.status, 2);
    assert.match(named.stderr, 'weights/hyperiqa-pyiqa.safetensors is missing');
    assert.match(named.stderr, '`npx hyperiqa weights get hyperiqa-pyiqa` downloads it');

    const faces = await runCli(['infer', '--weights', 'synthetic', 'a.jpg'], { cwd: folder, cli });
    assert.is(faces.status, 2);
    assert.match(faces.stderr, 'weights/face-detector.safetensors is missing');
    assert.match(faces.stderr, '`npx hyperiqa weights get face-detector-fp32` downloads it');

    // Only a clone has tools/run.mjs, which runs the npm scripts.
    await mkdir(join(folder, 'tools'));
    await copyFile('tools/run.mjs', join(folder, 'tools/run.mjs'));
    const inClone = await runCli(['infer', 'a.jpg', '--metric', 'hyperiqa'], { cwd: folder, cli });
    assert.match(inClone.stderr, '`npm run weights -- get hyperiqa-koniq` downloads it');
    assert.match(inClone.stderr, '`npm run convert -- FILE weights/hyperiqa.safetensors` converts');
  });
});

test('--weights takes the name of an installed checkpoint', async () => {
  const scoring = ['--no-faces', '--crops', '1', '--json', ...adapterArguments];
  for (const name of ['hyperiqa-nano', 'nano']) {
    const { stdout, stderr } = await runCli(['infer', 'samples/cat.jpg', '--weights', name, ...scoring]);
    assert.is(JSON.parse(stdout).model, 'hyperiqa/nano/demo', stderr);
  }
});

test('a missing photo is reported before weights and GPU are opened', async () => {
  const { status, stdout, stderr } = await runCli(['infer', 'nothere.jpg', '--weights', 'noweights']);
  assert.is(status, 1);
  assert.is(stderr, 'nothere.jpg cannot be read: there is no such file. (FILE)\n');
  assert.is(stdout, '');
});

test('where all photos are missing, --output gets the lines of --json that say so', async () => {
  await inTemporaryFolder(async (folder) => {
    const output = join(folder, 'results.json');
    const { status, stdout, stderr } = await runCli(['infer', 'nothere.jpg', '--json', '--output', output]);
    assert.is(status, 1);
    assert.is(stdout, '');
    assert.is(stderr, '1 of 1 photo failed: the key error of the results says why.\n');
    assert.is(JSON.parse(await readFile(output, 'utf8')).error.code, 'FILE');
  });
});

test('--list-adapters prints one name per line', async () => {
  const { status, stdout } = await runCli(['infer', '--list-adapters']);
  assert.is(status, 0);
  if (process.platform === 'linux' && process.arch === 'x64') assert.match(stdout, /^swiftshader$/m);
  assert.match(stdout, /\S\n$/);
});

test.run();
