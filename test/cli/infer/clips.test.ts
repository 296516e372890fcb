/** `infer` on clips: videos, and folders of frames. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { namesOutOfOrder } from '../../../src/platform/clip/frame-files.ts';
import { openVideoFile } from '../../../src/platform/clip/video-file.ts';
import { writePng } from '../../../src/platform/png.ts';
import { adapterArguments, inTemporaryFolder, runCli } from '../run.ts';

const video = 'test/fixtures/clips/h264.mp4';
const withNotices = (...args: readonly string[]) => runCli(['infer', ...args, ...adapterArguments]);
const infer = (...args: readonly string[]) => withNotices(...args, '--quiet');

async function writeFrames(folder: string): Promise<void> {
  const clip = await openVideoFile(video, false);
  // The numbers have one or two digits, so that sorting the names as text would change the order.
  for await (const { index, photo } of clip.decode(1)) await writePng(join(folder, `frame${index + 5}.png`), photo);
  clip.close();
}

test('a video and a folder of its frames have the same scores, with mean and worst tenth', async () => {
  await inTemporaryFolder(async (folder) => {
    const frames = join(folder, 'frames');
    await mkdir(frames);
    await writeFrames(frames);
    const page = join(folder, 'page.html');
    const options = ['--clip', '--metric', 'brisque', '--every', '2', '--json', '--report', page, '--fail-above', '1'];
    const { stdout, status, stderr } = await infer(video, frames, ...options);
    assert.is(status, 3, stderr);
    const [ofVideo, ofFrames] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(ofVideo.frames, [0, 2, 4, 6, 8]);
    assert.equal(ofVideo.seconds, [0, 0.08, 0.16, 0.24, 0.32]);
    assert.is(ofFrames.seconds, null);
    const [{ frames: scores, score, worstTenth }] = ofVideo.results;
    assert.equal(ofFrames.results, ofVideo.results);
    assert.ok(Math.abs(score - scores.reduce((sum: number, each: number) => sum + each, 0) / 5) < 1e-9, `${score}`);
    assert.is(worstTenth, Math.max(...scores), 'of BRISQUE, higher is worse');
    const report = await readFile(page, 'utf8');
    assert.match(report, 'BRISQUE over time');
    assert.match(report, 'Rules: score&lt;=1. <b>0 clips accepted, 2 rejected.</b>');
    assert.is([...report.matchAll(/<svg/g)].length, 2, 'a chart for each clip');
    const frame = 2 * scores.indexOf(worstTenth);
    const worst = `<b>worst: ${worstTenth.toPrecision(4)}</b>frame ${frame}`;
    assert.match(report, `${worst}, ${(0.04 * frame).toFixed(2)} s<`, 'of the video, with its time');
    assert.match(report, `${worst} (frame${frame + 5}.png)<`, 'of the folder, with its name');
    assert.equal([ofVideo.width, ofVideo.height, ofVideo.every, ofVideo.score], [98, 66, 2, score]);
  });
});

test('photos named with --clip are the frames of one clip, of one size', async () => {
  const samples = ['samples/coffee.jpg', 'samples/coffee-blurred.jpg'];
  const { stdout, status } = await infer(...samples, '--clip', '--metric', 'brisque', '--csv');
  assert.is(status, 0);
  const [head, row] = stdout.split('\n');
  assert.is(head, 'file,width,height,frames,every,brisque,brisque_worst_tenth,error');
  assert.match(row, /^samples\/coffee\.jpg to samples\/coffee-blurred\.jpg,600,400,2,1,\d/);
  const differing = await infer(...samples, 'samples/cat.jpg', '--clip', '--metric', 'brisque');
  assert.is(differing.status, 1);
  assert.match(differing.stderr, /same size: samples\/cat\.jpg has 451x300, samples\/coffee\.jpg has 600x400/);
});

test('a notice says that frames given by name are not in the order of their numbers', async () => {
  await inTemporaryFolder(async (folder) => {
    const [one, two, ten] = [1, 2, 10].map((number) => join(folder, `shot-${number}.jpg`)) as [string, string, string];
    for (const path of [one, two, ten]) await copyFile('samples/coffee.jpg', path);
    const options = ['--clip', '--metric', 'brisque'];
    const { stderr, status } = await withNotices(one, ten, two, ...options);
    assert.is(status, 0, stderr);
    assert.match(stderr, `order given, in which ${ten} comes before ${two}: name their folder to sort them by number.`);
    assert.not.match((await infer(one, ten, two, ...options)).stderr, 'order given');
  });
});

test('names are out of order where they differ in their numbers alone and a larger one comes first', () => {
  assert.equal(namesOutOfOrder(['a1', 'a10', 'b', 'a2']), ['a10', 'a2']);
  for (const names of [[], ['a1', 'a2', 'a10'], ['a01', 'a1'], ['b1', 'a2'], ['t1/f10', 't2/f1'], ['b', 'a']]) {
    assert.is(namesOutOfOrder(names), null, names.join(' '));
  }
});

test('--files-from lists the frames of a clip, or clips', async () => {
  await inTemporaryFolder(async (folder) => {
    const list = join(folder, 'list.txt');
    const options = ['--files-from', list, '--metric', 'brisque', '--csv'];
    await writeFile(list, 'samples/coffee.jpg\nsamples/coffee-blurred.jpg\n');
    const frames = await infer(...options, '--clip');
    assert.match(frames.stdout, /\nsamples\/coffee.jpg to samples\/coffee-blurred.jpg,600,400,2,/);
    await writeFile(list, `${video}\n`);
    const clips = await infer(...options, '--every', '5');
    assert.match(clips.stdout, `\n${video},98,66,2,5,`);
  });
});

test('a clip that cannot be read does not affect the others, and a gate counts clips', async () => {
  const broken = 'test/fixtures/clips/ten-bits.mp4';
  const { stdout, stderr, status } = await infer(
    broken,
    video,
    '--metric',
    'brisque',
    '--every',
    '8',
    '--fail-above',
    '0',
  );
  assert.match(stderr, /ten-bits\.mp4 is not a video that can be read: its pixels \(I420P10\)/);
  assert.match(stdout, /^test\/fixtures\/clips\/h264\.mp4 {2}brisque .*98x66, 2 frames, every 8/);
  assert.match(stderr, /1 clip has a brisque score above 0/);
  assert.is(status, 1, 'the failure takes precedence over the gate');
  assert.is((await infer(video, '--metric', 'brisque', '--every', '8', '--fail-above', '0')).status, 3);
});

test('of a folder of takes it is said that its subfolders are not searched, and how to name them', async () => {
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'takes', 'first'), { recursive: true });
    await copyFile('samples/coffee.jpg', join(folder, 'takes', 'first', '1.jpg'));
    const { status, stderr } = await infer(join(folder, 'takes'), '--clip', '--metric', 'brisque');
    assert.is(status, 1);
    assert.match(
      stderr,
      /takes holds no photo .*1 subfolder was not searched: name it \(.*takes[/\\]\*[/\\]\)\. \(FILE\)/,
    );
  });
});

test('what a folder of frames holds besides them is said once for each folder', async () => {
  await inTemporaryFolder(async (folder) => {
    const [one, two, plain] = ['one', 'two', 'plain'].map((name) => join(folder, name)) as [string, string, string];
    for (const path of [join(one, 'sub'), join(two, 'a'), join(two, 'b'), plain])
      await mkdir(path, { recursive: true });
    for (const path of [one, two, plain]) await copyFile('samples/coffee.jpg', join(path, '1.jpg'));
    await writeFile(join(two, 'take.mp4'), '');
    const options = ['--clip', '--metric', 'brisque'];
    const { stderr, stdout, status } = await withNotices(one, two, plain, ...options);
    assert.is(status, 0, stderr);
    assert.is(stdout.trim().split('\n').length, 3);
    assert.equal(
      stderr.split('\n').filter((line) => line.includes(folder)),
      [
        `1 subfolder of ${one} is not part of the clip: name it as a clip of its own.`,
        `1 video in ${two} was skipped: name it to score it.`,
        `2 subfolders of ${two} are not part of the clip: name them as clips of their own.`,
      ],
    );
    assert.not.match((await infer(one, ...options)).stderr, 'subfolder');
  });
});

test('incompatible options are refused before anything is opened', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[video, 'samples/cat.jpg'], /cannot be scored in one run: samples\/cat\.jpg is not a video/],
    [[video, '--annotate', 'out'], /--annotate works on photos only/],
    [['samples', '--clip', '--depth', '2'], /--depth works on photos only/],
    [['samples/cat.jpg', '--every', '2'], /--every needs clips/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await infer(...args, '--metric', 'brisque');
    assert.is(status, 2, stderr);
    assert.match(stderr, message);
  }
});

test('without its packages a video is refused with the command that installs them', async () => {
  await inTemporaryFolder(async (folder) => {
    await copyFile(video, join(folder, 'clip.mp4'));
    const hook =
      'data:text/javascript,' +
      encodeURIComponent(
        `export const resolve = (name, context, next) => { if (/mediabunny|webcodecs/.test(name)) throw new Error('none'); return next(name, context); };`,
      );
    const register =
      'data:text/javascript,' +
      encodeURIComponent(`import { register } from 'node:module'; register(${JSON.stringify(hook)});`);
    const args = ['infer', 'clip.mp4', '--metric', 'psnr', ...adapterArguments];
    const { status, stderr } = await runCli(args, { cwd: folder, nodeArguments: ['--import', register] });
    assert.is(status, 1, stderr);
    assert.match(stderr, /npm install mediabunny @napi-rs\/webcodecs.*--clip.*INSTALLATION/);
  });
});

test.run();
