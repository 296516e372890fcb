/** Runs that collide with another run, lose their folder or are ended by a signal. */
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkTables } from '../../src/cli/evaluate/folder.ts';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { hasLines, runUntil } from './interrupt.ts';
import { adapterArguments, inTemporaryFolder, runCli } from './run.ts';
import { makeLongStudySet, makeStudySet, type StudySet } from './study-set.ts';

const quick = ['--metric', 'brisque', ...adapterArguments];

function study({ images, scores }: StudySet, out: string): readonly string[] {
  const options = ['--faces', 'none', '--bootstrap', '0', '--resume', ...quick];
  return ['evaluate', '--images', images, '--scores', scores, '--out', out, ...options];
}

test('the second of two runs into one folder stops at once and names the first one, which records each photo once', async () => {
  await inTemporaryFolder(async (folder) => {
    const set = await makeLongStudySet(folder);
    const out = join(folder, 'new', 'out');
    const runs = await Promise.all([runCli(study(set, out)), runCli(study(set, out))]);
    const [first, second] = runs.sort((a, b) => a.status! - b.status!);
    assert.equal([first!.status, second!.status], [1, 2], runs.map(({ stderr }) => stderr).join('\n'));
    assert.match(second!.stderr, /--out .*out: process \d+ on .* since .* UTC is writing there/);
    const { rows } = await parseTable(await readFile(join(out, 'scores.csv'), 'utf8'), 'scores.csv');
    assert.is(rows.length, 28);
    assert.is(new Set(rows.map(([name]) => name)).size, 28);
    assert.not.ok((await readdir(out)).some((name) => name.startsWith('.')));
  });
});

for (const [what, change] of [
  ['removed', (out: string) => rm(out, { recursive: true })],
  ['moved away', (out: string) => rename(out, `${out}-old`)],
] as const) {
  test(`a run whose folder is ${what} ends with one clear error`, async () => {
    await inTemporaryFolder(async (folder) => {
      const set = await makeLongStudySet(folder);
      const out = join(folder, 'out');
      const isTime = async () => {
        if (!(await hasLines(join(out, 'scores.csv'), 2))) return false;
        await change(out);
        return true;
      };
      // SIGCONT does not end the run, which has to notice by itself that `isTime` has removed the folder.
      const { status, stderr } = await runUntil(study(set, out), 'SIGCONT', isTime);
      assert.is(status, 2, stderr);
      assert.match(stderr, /hyperiqa: --out .*out: it was removed during the run\.$/m);
      assert.not.match(stderr, '--resume continues');
      assert.not.ok((await readdir(folder)).includes('out'));
    });
  });
}

test('a run whose table is replaced ends with one clear error, and writes to neither table any more', async () => {
  await inTemporaryFolder(async (folder) => {
    const set = await makeLongStudySet(folder);
    const out = join(folder, 'out');
    const scores = join(out, 'scores.csv');
    const isTime = async () => {
      if (!(await hasLines(scores, 2))) return false;
      await rename(scores, join(out, 'old.csv'));
      await writeFile(scores, 'mine');
      return true;
    };
    const { status, stderr } = await runUntil(study(set, out), 'SIGCONT', isTime);
    assert.is(status, 2, stderr);
    assert.match(stderr, 'scores.csv: it was removed or replaced during the run.');
    assert.is(await readFile(scores, 'utf8'), 'mine');
  });
});

test('a table that is a link is not followed', async () => {
  await inTemporaryFolder(async (folder) => {
    const set = await makeStudySet(folder);
    const out = join(folder, 'out');
    const first = await runCli(study(set, out));
    assert.is(first.status, 1, first.stderr);
    const victim = join(folder, 'victim.txt');
    await writeFile(victim, 'precious');
    await rm(join(out, 'scores.csv'));
    await symlink(victim, join(out, 'scores.csv'));
    const { status } = await runCli(study(set, out));
    assert.is(status, 2);
    assert.is(await readFile(victim, 'utf8'), 'precious');
  });
});

test('tables with repeated, misordered, missing or surplus names are refused with the name', async () => {
  await inTemporaryFolder(async (folder) => {
    const set = await makeStudySet(folder);
    const out = join(folder, 'out');
    const run = await runCli(study(set, out));
    assert.is(run.status, 1, run.stderr);
    const path = join(out, 'scores.csv');
    const whole = await readFile(path, 'utf8');
    const lines = whole.trimEnd().split('\n');
    const scored = await parseTable(whole, path);
    const skipped = await parseTable(await readFile(join(out, 'skipped.csv'), 'utf8'), 'skipped.csv');
    const names = [...scored.rows, ...skipped.rows].map(([name]) => name!).sort();
    await checkTables(out, names);
    const [head, a, b, ...rest] = lines as [string, string, string, ...string[]];
    for (const [changed, wanted] of [
      [[head, a, a, b, ...rest], /hold a "quoted", name\.jpg where blurred\.jpg was expected/],
      [[head, b, a, ...rest], /hold blurred\.jpg where a "quoted", name\.jpg was expected/],
      [[head, a, ...rest], /where blurred\.jpg was expected/],
      [[...lines, rest.at(-1)!], /hold two\.jpg where no more photo was expected/],
    ] as const) {
      await writeFile(path, `${changed.join('\n')}\n`);
      const error = await checkTables(out, names).catch((reason: Error) => reason);
      assert.match((error as Error).message, wanted);
    }
  });
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`infer ended by ${signal} leaves whole lines and no half-written drawing`, async () => {
    await inTemporaryFolder(async (folder) => {
      const photos = join(folder, 'photos');
      const drawn = join(folder, 'drawn');
      await mkdir(photos);
      for (let i = 0; i < 50; i++) await symlink(join(process.cwd(), 'samples/cat.jpg'), join(photos, `${i}.jpg`));
      const args = ['infer', photos, '--json', '--no-faces', '--annotate', drawn, ...quick];
      const run = await runUntil(args, signal, (stdout) => stdout.split('\n').length > 5);
      assert.equal([run.status, run.signal], [null, signal], run.stderr);
      assert.ok(run.stdout.endsWith('\n'));
      const lines = run.stdout.trimEnd().split('\n');
      assert.ok(lines.length >= 5 && lines.length < 50, `${lines.length} lines`);
      for (const line of lines) assert.ok(Number.isFinite(JSON.parse(line).score));
      for (const name of await readdir(drawn)) assert.match(name, /^\d+\.png$/);
    });
  });
}

test('infer with --output that is interrupted says that the file was not written, and leaves none', async () => {
  await inTemporaryFolder(async (folder) => {
    const photos = join(folder, 'photos');
    await mkdir(photos);
    for (let i = 0; i < 50; i++) await symlink(join(process.cwd(), 'samples/cat.jpg'), join(photos, `${i}.jpg`));
    const output = join(folder, 'scores.csv');
    const isBegun = async () => {
      const [partial] = (await readdir(folder)).filter((name) => name.endsWith('.partial'));
      return partial !== undefined && hasLines(join(folder, partial), 3);
    };
    const args = ['infer', photos, '--csv', '--no-faces', '--output', output, ...quick];
    const run = await runUntil(args, 'SIGINT', isBegun);
    assert.equal([run.status, run.signal], [null, 'SIGINT'], run.stderr);
    assert.match(run.stderr, `${output} was not written, as it is only created if the run completes.`);
    assert.equal(await readdir(folder), ['photos']);
    const whole = await runCli(args);
    assert.is(whole.status, 0, whole.stderr);
    assert.not.match(whole.stderr, 'was not written');
  });
});

test('where a result cannot be written at the end, it is said that all scores are kept', async () => {
  await inTemporaryFolder(async (folder) => {
    const { images, scores } = await makeStudySet(folder);
    const out = join(folder, 'out');
    const options = ['--metric', 'brisque', '--faces', 'none', '--bootstrap', '0', '--resume', ...adapterArguments];
    const run = () => runCli(['evaluate', '--images', images, '--scores', scores, '--out', out, ...options]);
    await run();
    const report = join(out, 'report.html');
    await rm(report);
    await mkdir(report);
    const { status, stderr } = await run();
    assert.is(status, 2);
    assert.match(
      stderr,
      `report.html: cannot be written: it is a folder; name a file. All scores are in ${out}: the same`,
    );
    await rm(report, { recursive: true });
    await run();
    assert.match(await readFile(report, 'utf8'), '<h1>');
  });
});

test('tune keeps its measurements when it is interrupted', async () => {
  await inTemporaryFolder(async (cache) => {
    const kernels = join(cache, 'kernels');
    const files = () => readdir(kernels).catch(() => []);
    const isTime = async () => (await files()).some((name) => name.endsWith('.json'));
    const args = ['tune', '--batch', '1', ...adapterArguments];
    const run = await runUntil(args, 'SIGTERM', isTime, { env: { HYPERIQA_CACHE: cache } });
    assert.equal([run.status, run.signal], [null, 'SIGTERM'], run.stderr);
    const [name, ...others] = await files();
    assert.equal(others, []);
    const { choices } = JSON.parse(await readFile(join(kernels, name), 'utf8'));
    assert.ok(Object.keys(choices).length >= 1);
  });
});

test.run();
