/** Typical uses of `infer`: tables, the worst photos, gates, lists, standard input, addresses. */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';

/** The samples from best to worst by BRISQUE, where lower is better. */
const byScore = ['grace-hopper.jpg', 'cat.jpg', 'coffee.jpg', 'coffee-blurred.jpg', 'coffee-compressed.jpg'];
const quick = ['--metric', 'brisque', '--no-faces', ...adapterArguments];
const samples = ['infer', 'samples', ...quick];
/** Compares each photo with itself, which is even faster. */
const same = (reference: string) => ['--metric', 'mse', '--reference', reference, '--no-faces', ...adapterArguments];
const cat = 'samples/cat.jpg';

test('the table lists the worst photos first, and the page shows all', async () => {
  await inTemporaryFolder(async (folder) => {
    const output = join(folder, 'worst.csv');
    const report = join(folder, 'all.html');
    const order = ['--sort', 'worst', '--top', '2'];
    const args = [...samples, ...order, '--csv', '--output', output, '--report', report, '--summary'];
    const { status, stdout, stderr } = await runCli(args);
    assert.is(status, 0, stderr);
    assert.is(stdout, '');
    const [header, ...rows] = (await readFile(output, 'utf8')).trimEnd().split('\n');
    assert.match(header!, 'file,width,height,brisque,faces,');
    assert.equal(
      rows.map((row) => row.split(',')[0]),
      ['samples/coffee-compressed.jpg', 'samples/coffee-blurred.jpg'],
    );
    assert.match(stderr, /brisque: lower is better; 5 photos, mean \d/);
    assert.equal(await readdir(folder), ['all.html', 'worst.csv']);
    const page = await readFile(report, 'utf8');
    for (const name of byScore) assert.match(page, `<span class="quiet">samples/${name}</span>`);
  });
});

test('the page says which photos the rules accept', async () => {
  await inTemporaryFolder(async (folder) => {
    const report = join(folder, 'all.html');
    const { status } = await runCli([...samples, '--require', 'width>=500px', '--report', report, '--quiet']);
    assert.is(status, 1);
    const page = await readFile(report, 'utf8');
    assert.match(page, 'Rules: width&gt;=500px. <b>4 photos accepted, 1 rejected.</b>');
    assert.match(
      page,
      'rejected: width is 451 px, at least 500 px is required</small><span class="quiet">samples/cat.jpg',
    );
  });
});

test('the page says which photos do not pass --fail-above, and standard error that some do not', async () => {
  await inTemporaryFolder(async (folder) => {
    const report = join(folder, 'all.html');
    const { status, stderr } = await runCli([...samples, '--fail-above', '40', '--report', report, '--quiet']);
    assert.is(status, 3);
    assert.match(
      stderr,
      /^2 photos have a brisque score above 40: samples\/coffee-blurred.jpg, samples\/coffee-compressed.jpg\.$/m,
    );
    const page = await readFile(report, 'utf8');
    assert.match(page, 'Rules: score&lt;=40. <b>3 photos accepted, 2 rejected.</b>');
    const rejected = page.matchAll(/rejected: score is \S+, at most 40 is allowed<\/small><span class="quiet">(.*?)</g);
    assert.equal(
      [...rejected].map(([, name]) => name).sort(),
      byScore.slice(3).map((name) => `samples/${name}`),
    );
  });
});

test('a run that fails leaves the output unchanged', async () => {
  await inTemporaryFolder(async (folder) => {
    const output = join(folder, 'out.txt');
    await writeFile(output, 'before');
    const { status, stderr } = await runCli([...samples, '--output', output, '--fail-below', '5']);
    assert.is(status, 2);
    assert.match(stderr, 'for brisque, lower is better. Use --fail-above.');
    assert.is(await readFile(output, 'utf8'), 'before');
  });
});

test('--print0 separates names by NUL for xargs, and --files-from reads such a list as well as lines', async () => {
  const names = await runCli([...samples, '--sort', 'best', '--print0']);
  assert.is(names.status, 0, names.stderr);
  assert.is(names.stdout, byScore.map((name) => `samples/${name}\0`).join(''));
  const listed = ['infer', '--files-from', '-', '--json', ...same('samples')];
  for (const input of [names.stdout, names.stdout.replaceAll('\0', '\r\n')]) {
    const { status, stdout, stderr } = await runCli(listed, { input });
    assert.is(status, 0, stderr);
    const files = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).file);
    assert.equal(
      files,
      byScore.map((name) => `samples/${name}`),
    );
  }
});

test('--files-from skips a byte order mark, reads UTF-16 with one, and an invisible character in a name is shown', async () => {
  const listed = ['infer', '--files-from', '-', ...same('samples')];
  const marked = await runCli([...listed, '--json'], { input: `\ufeff${cat}\r\n` });
  assert.is(marked.status, 0, marked.stderr);
  assert.is(JSON.parse(marked.stdout).file, cat);
  const wide = await runCli([...listed, '--json'], { input: Buffer.from(`\ufeff${cat}\r\n`, 'utf16le') });
  assert.is(JSON.parse(wide.stdout).file, cat);
  const inside = await runCli(listed, { input: `\ufeff\ufeff${cat}\n` });
  assert.match(inside.stderr, `\\ufeff${cat} cannot be read: there is no such file.`);
});

test('a name from a folder never begins with a dash, so that xargs can pass it on', async () => {
  await inTemporaryFolder(async (folder) => {
    await copyFile(cat, join(folder, '-r.jpg'));
    await copyFile('samples/coffee.jpg', join(folder, 'b.jpg'));
    const { stdout } = await runCli(['infer', '.', ...quick, '--print0'], { cwd: folder });
    assert.equal(stdout.split('\0').sort(), ['', './-r.jpg', 'b.jpg']);
  });
});

test('an output that is a photo of the run is refused, even without an extension', async () => {
  await inTemporaryFolder(async (folder) => {
    const photo = join(folder, 'photo');
    await copyFile(cat, photo);
    const { status, stderr } = await runCli(['infer', photo, ...quick, '--output', photo]);
    assert.is(status, 2);
    assert.match(stderr, 'names a photo');
    assert.equal(await readFile(photo), await readFile(cat));
  });
});

test('an address of a kind that is not fetched fails alone', async () => {
  const { status, stdout, stderr } = await runCli(['infer', cat, 'ftp://host/a.jpg', ...quick, '--quiet']);
  assert.is(status, 1);
  assert.match(stdout, 'cat.jpg');
  assert.match(stderr, 'ftp://host/a.jpg: only photos are fetched');
});

test('videos in a folder are counted', async () => {
  await inTemporaryFolder(async (folder) => {
    await copyFile(cat, join(folder, 'cat.jpg'));
    await writeFile(join(folder, 'a.mp4'), '');
    const { stderr } = await runCli(['infer', folder, ...quick]);
    assert.match(stderr, `1 video in ${folder} was skipped: name it to score it.`);
  });
});

test('a run with a photo beyond the bound ends with status 3', async () => {
  const beyond = await runCli(['infer', ...quick, '--fail-above', '50', cat, 'samples/coffee-blurred.jpg']);
  assert.is(beyond.status, 3);
  assert.match(beyond.stderr, '1 photo has a brisque score above 50: samples/coffee-blurred.jpg.');
  const within = await runCli(['infer', ...quick, '--fail-above', '50', cat, '--quiet']);
  assert.is(within.status, 0, within.stderr);
  assert.match(within.stdout, /^samples\/cat\.jpg {2}brisque 4\.649 {2}451x300 {2}[\d.]+ s\n$/);
});

test('a photo that failed or breaks a rule takes precedence over a bound: status 1', async () => {
  await inTemporaryFolder(async (folder) => {
    const empty = join(folder, 'empty.jpg');
    await writeFile(empty, '');
    for (const args of [[empty], ['--require', 'width>=9999']]) {
      const { status, stderr } = await runCli(['infer', cat, ...args, ...quick, '--fail-above', '0']);
      assert.match(stderr, `1 photo has a brisque score above 0: ${cat}.`);
      assert.is(status, 1, stderr);
    }
  });
});

test('photos are read from standard input and from addresses', async () => {
  const bytes = await readFile(cat);
  const served = createServer(({ url }, response) => {
    if (url === '/cat.jpg') response.end(bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => served.listen(0, '127.0.0.1', done));
  try {
    const host = `http://127.0.0.1:${(served.address() as AddressInfo).port}`;
    const data = `data:image/jpeg;base64,${bytes.toString('base64')}`;
    const file = pathToFileURL(cat).href;
    const args = ['infer', '-', `${host}/cat.jpg`, `${host}/dog.jpg`, data, file, '--json', ...quick];
    const { status, stdout, stderr } = await runCli(args, { input: bytes });
    assert.is(status, 1, stderr);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(
      lines.slice(0, 4).map((line) => line.file),
      ['stdin', `${host}/cat.jpg`, `${host}/dog.jpg`, 'data:image/jpeg;base64,'],
    );
    const scores = lines.filter((line) => !('error' in line)).map(({ score }) => score);
    assert.is(scores.length, 4);
    assert.is(new Set(scores).size, 1);
    assert.equal(lines[2].error, {
      code: 'DOWNLOAD',
      message: `${host}/dog.jpg cannot be read: the server answered 404 Not Found.`,
    });
  } finally {
    served.close();
  }
});

test('--depth excludes deeper folders', async () => {
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'a', 'b'), { recursive: true });
    for (const place of ['', 'a', 'a/b']) await copyFile(cat, join(folder, place, 'cat.jpg'));
    const { stdout, stderr } = await runCli([
      'infer',
      folder,
      '--depth',
      '2',
      '--print0',
      '--sort',
      'name',
      ...same(cat),
    ]);
    assert.is(stdout, `${folder}/a/cat.jpg\0${folder}/cat.jpg\0`, stderr);
  });
});

test('all rules of a repeated --require count', async () => {
  const rules = ['--require', 'width>=10000,height>=1', '--require', 'height>=2'];
  const given = ['samples/cat.jpg', '--metric', 'brisque', '--no-faces', '--json', ...rules, ...adapterArguments];
  const { status, stdout } = await runCli(['infer', ...given]);
  assert.is(status, 1);
  const { requirements } = JSON.parse(stdout);
  assert.equal(
    requirements.map(({ isMet }: { readonly isMet: boolean }) => isMet),
    [false, true, true],
  );
});

test.run();
