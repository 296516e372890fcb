import { cp, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { sha256OfBytes } from '../../src/platform/sha256.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { hasLines, runUntil } from './interrupt.ts';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';
import { makeLongStudySet, makeStudySet, type StudySet, selectedNames, skippedNames } from './study-set.ts';

const resultFiles = [
  'rows-without-photo.csv',
  'run.json',
  'scores.csv',
  'skipped.csv',
  'summary.json',
  'table.md',
  'warnings.csv',
];

/** BRISQUE starts fastest, since it has no network to compile. */
const quick = ['--metric', 'brisque', '--bootstrap', '50', ...adapterArguments];

function evaluate({ images, scores, exclude }: StudySet, out: string, ...more: readonly string[]): readonly string[] {
  return ['evaluate', '--images', images, '--scores', scores, '--exclude', exclude, '--out', out, ...quick, ...more];
}

async function readFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  const texts = resultFiles.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

async function readTable(path: string) {
  return parseTable(await readFile(path, 'utf8'), path);
}

test('a study selects, joins, and writes rows, summary, table and contact sheet', async () => {
  await inTemporaryFolder(async (folder) => {
    const set = await makeStudySet(folder);
    const out = join(folder, 'results');
    const more = ['--indicators', set.indicators, '--logistic', '--contact-sheet', '--landmarks'];
    const { status, stdout, stderr } = await runCli(evaluate(set, out, ...more));
    assert.is(status, 1, stderr);
    assert.match(stderr, '1 of the names to leave out match no photo: no such photo.jpg.');
    assert.match(
      stderr,
      '11 photos: 1 without a face, 5 with one, 1 with several, 2 without a row, 1 left out, 1 failed; 5 scored; 1 row without a photo',
    );
    assert.is(stdout.trim(), (await readFile(join(out, 'table.md'), 'utf8')).trim());
    const files = await readdir(out);
    for (const file of ['contact-sheet-001.jpg', 'report.html', ...resultFiles]) assert.ok(files.includes(file), file);

    const { columns, rows } = await readTable(join(out, 'scores.csv'));
    assert.equal(columns.slice(0, 7), [
      'image_name',
      'MOS_zscore',
      'image_predict_score',
      'image_crop_sd',
      'face_predict_score',
      'face_crop_sd',
      'confidence',
    ]);
    assert.equal(columns.slice(7), [
      'left',
      'top',
      'right',
      'bottom',
      'faces',
      'width',
      'height',
      'brightness',
      'note',
    ]);
    assert.equal(
      rows.map((row) => row[0]),
      selectedNames,
    );
    assert.equal(
      rows.map((row) => row[1]),
      ['61.5', '20.25', '48.125', '35.0625', '61.5'],
    );
    assert.equal(
      rows.map((row) => row.slice(-2)),
      [
        ['', ''],
        ['0.25', 'a, b'],
        ['', ''],
        ['', ''],
        ['0.5', ''],
      ],
    );
    assert.equal(rows[0]!.slice(11, 14), ['1', '100', '110']);

    const skipped = await readTable(join(out, 'skipped.csv'));
    assert.equal(
      skipped.rows.map(([name, reason]) => [name, reason]),
      skippedNames,
    );
    assert.match(skipped.rows[0]![2]!, /^IMAGE: broken\.jpg is damaged/);
    assert.is(await readFile(join(out, 'rows-without-photo.csv'), 'utf8'), 'image_name\nnowhere.jpg\n');

    const summary = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'));
    assert.is(summary.n, 5);
    const squares = rows.map((row) => (Number(row[1]) - Number(row[2])) ** 2);
    const mse = squares.reduce((sum, square) => sum + square, 0) / 5;
    assert.ok(Math.abs(summary.photo.MSE - mse) < 1e-9 * mse, `MSE ${summary.photo.MSE}, ${mse}`);
    assert.ok(summary.photo.PLCC > -1 && summary.photo.PLCC < 1);
    assert.match(summary.weightsSha256, /^[0-9a-f]{64}$/);
    assert.is(summary.model, 'brisque/live');
    assert.ok(summary.afterLogistic.photo.MSE < summary.photo.MSE);

    const { width, height } = await decodePhoto(join(out, 'contact-sheet-001.jpg'));
    assert.ok(width > 1000 && height > 100 && height < 300, `${width}x${height}`);
  });
});

test('scores and deviations equal those of infer', async () => {
  await inTemporaryFolder(async (folder) => {
    const images = join(folder, 'photos');
    await mkdir(images);
    await cp('samples/grace-hopper.jpg', join(images, 'one.jpg'));
    await writeFile(join(folder, 'mine.csv'), 'file;mean opinion\none.jpg;7.5\n');
    const weights = join(folder, 'tiny.safetensors');
    await writeFile(weights, await tinyHyperIqa(3));
    const hyperIqa = ['--weights', weights, '--crops', '3', '--seed', '5', ...adapterArguments];
    const tables = ['--scores', join(folder, 'mine.csv'), '--name-column', 'file', '--score-column', 'mean opinion'];
    const out = join(folder, 'results');
    const ours = await runCli(['evaluate', '--images', images, '--out', out, ...tables, ...hyperIqa]);
    assert.is(ours.status, 0, ours.stderr);
    const theirs = await runCli(['infer', join(images, 'one.jpg'), '--json', ...hyperIqa]);
    const { score, crops, faces } = JSON.parse(theirs.stdout);
    const { columns, rows } = await readTable(join(out, 'scores.csv'));
    assert.is(columns[1], 'mean opinion');
    const [name, given, photoScore, photoSd, faceScore, faceSd, confidence, ...box] = rows[0]!;
    assert.equal([name, given, Number(photoScore), Number(faceScore)], ['one.jpg', '7.5', score, faces[0].score]);
    const squares = crops.map((crop: { readonly score: number }) => (crop.score - score) ** 2);
    const sd = Math.sqrt((squares[0] + squares[1] + squares[2]) / 2);
    assert.ok(Math.abs(Number(photoSd) - sd) < 1e-9, `${photoSd}, ${sd}`);
    assert.ok(Number(faceSd) > 0);
    assert.is(Number(confidence), faces[0].confidence);
    assert.equal(box.slice(0, 4).map(Number), faces[0].box);
    const summary = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'));
    const { n, photo, weightsSha256, protocol, crops: count } = summary;
    assert.equal(
      [n, photo.PLCC, weightsSha256, protocol, count],
      [1, null, sha256OfBytes(await readFile(weights)), 'demo', 3],
    );
  });
});

test('a run that was stopped and killed, and one in shards, end with the bytes of an uninterrupted run', async () => {
  await inTemporaryFolder(async (folder) => {
    const set = await makeLongStudySet(folder);
    const study = (out: string, ...more: readonly string[]) => evaluate(set, out, '--faces', 'none', ...more);
    const unbroken = join(folder, 'unbroken');
    const broken = join(folder, 'broken');
    const whole = await runCli(study(unbroken));
    assert.is(whole.status, 1, whole.stderr);

    const scores = join(broken, 'scores.csv');
    const stopped = await runUntil(study(broken), 'SIGINT', () => hasLines(scores, 1));
    assert.is(stopped.status, 130, stopped.stderr);
    assert.match(stopped.stderr, /Stopped after \d+ of 31 photos\. The same command with --resume continues\./);
    const before = (await stat(scores)).size;
    const grows = async () => (await stat(scores)).size > before + 100;
    const killed = await runUntil(study(broken, '--resume'), 'SIGKILL', grows);
    assert.is(killed.signal, 'SIGKILL', killed.stderr);
    assert.match(killed.stderr, /\d+ of 31 photos were done before/);
    assert.not.match(killed.stderr, 'taken over');
    const after = (await stat(scores)).size;
    assert.ok(after > before && after < (await stat(join(unbroken, 'scores.csv'))).size, `${before}, ${after} bytes`);
    // Cuts the last line off, as a full disk or a power failure does.
    await truncate(scores, after - 7);

    const again = await runCli(study(broken));
    assert.is(again.status, 2);
    assert.match(again.stderr, /the lock of process \d+ on .*, which is gone, was taken over\./);
    assert.match(again.stderr, 'it already contains results. Continue them with --resume');
    const other = await runCli(study(broken, '--resume', '--seed', '9', '--min-confidence', '0.7'));
    assert.is(other.status, 2);
    assert.match(
      other.stderr,
      'the seed (--seed) was 0 and is 9; the confidence (--min-confidence) was 0.5 and is 0.7',
    );

    const finished = await runCli(study(broken, '--resume'));
    assert.is(finished.status, 1, finished.stderr);
    assert.equal(await readFiles(broken), await readFiles(unbroken));

    const shards = [1, 2].map((k) => join(folder, `shard-${k}`));
    for (const [i, shard] of shards.entries()) await runCli(study(shard, '--shard', `${i + 1}/2`));
    const merge = (name: string, ...args: readonly string[]) =>
      runCli(['evaluate', 'merge', '--bootstrap', '50', '--out', join(folder, name), ...args]);
    const [first, second] = shards as [string, string];
    const merged = await merge('merged', second, first);
    assert.is(merged.status, 1, merged.stderr);
    assert.equal(await readFiles(join(folder, 'merged')), await readFiles(unbroken));

    // Photos with a false detection can be excluded afterwards, without scoring the others again.
    const list = join(folder, 'false finds.txt');
    await writeFile(list, 'left out.jpg\nblurred.jpg\n');
    const cleaned = await merge('cleaned', unbroken, '--exclude', list);
    assert.is(cleaned.status, 1, cleaned.stderr);
    await runCli(study(join(folder, 'rerun'), '--exclude', list));
    assert.equal(await readFiles(join(folder, 'cleaned')), await readFiles(join(folder, 'rerun')));

    const refused = async (wanted: RegExp, ...args: readonly string[]) => {
      const { status, stderr } = await merge('refused', ...args);
      assert.is(status, 2, stderr);
      assert.match(stderr, wanted);
    };
    await refused(/Of the 2 shards, these are missing: 2\/2/, first);
    await refused(/both contain the shard 1\/2/, first, second, first);
    await refused(/belong to different studies: one of 1 shards, the other of 2/, unbroken, first);
    const cut = join(folder, 'cut');
    await cp(second, cut, { recursive: true });
    await truncate(join(cut, 'scores.csv'), (await stat(join(cut, 'scores.csv'))).size - 1);
    await refused(/cut: 14 of the 15 photos of the shard 2\/2 are done; run it with --resume/, first, cut);
    const record = JSON.parse(await readFile(join(cut, 'run.json'), 'utf8'));
    await writeFile(join(cut, 'run.json'), JSON.stringify({ ...record, seed: 1 }));
    await refused(/belong to different studies: the seed \(--seed\) was 0 and is 1/, first, cut);
    assert.not.ok((await readdir(folder)).includes('refused'));
  });
});

test('a run that cannot begin ends with one clear error', async () => {
  await inTemporaryFolder(async (folder) => {
    const set = await makeStudySet(folder);
    const refused = async (wanted: RegExp, ...args: readonly string[]) => {
      const { status, stderr } = await runCli(['evaluate', ...args]);
      assert.is(status, 2, stderr);
      assert.match(stderr, wanted);
    };
    const given = ['--images', set.images, '--scores', set.scores];
    await refused(/--scores, --out: missing/, '--images', set.images);
    await refused(/it is inside --images/, ...given, '--out', join(set.images, 'results'));
    await refused(/it contains files but no run/, ...given, '--out', folder, '--resume');
    await refused(
      /there is no column mos; its columns are image_name, c1/,
      ...given,
      '--out',
      join(folder, 'o'),
      '--score-column',
      'mos',
    );
    await refused(/Expected a shard K\/N/, ...given, '--out', join(folder, 'o'), '--shard', '4/3');
    await refused(
      /nowhere cannot be read/,
      '--images',
      join(folder, 'nowhere'),
      '--scores',
      set.scores,
      '--out',
      join(folder, 'o'),
    );
    const comma = join(folder, 'comma.csv');
    await writeFile(comma, 'image_name;MOS_zscore\ntie.jpg;30,0\none.jpg;0x1F\n');
    const out = ['--out', join(folder, 'o')];
    await refused(
      /has no decimal number in the column MOS_zscore .*begins with "\d+,\d+", and decimals need a point/,
      '--images',
      set.images,
      '--scores',
      comma,
      ...out,
    );
    const names = join(folder, 'names.csv');
    await writeFile(names, 'image_name,MOS_zscore\nother.jpg,30\n');
    await refused(/has no row for any photo of .*other\.jpg/, '--images', set.images, '--scores', names, ...out);
    const clash = join(folder, 'clash.csv');
    await writeFile(clash, 'image_name,width\ntie.jpg,3\n');
    await refused(
      /would have two columns called "width"/,
      ...given,
      '--indicators',
      clash,
      '--metric',
      'brisque',
      '--faces',
      'none',
      '--out',
      join(folder, 'o'),
      ...adapterArguments,
    );
    assert.not.ok((await readdir(folder)).includes('o'));
  });
});

test.run();
