import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BenchResult } from '../../bench/result.ts';

const run = promisify(execFile);
const adapter = process.env.HYPERIQA_ADAPTER;

test('one short run on the face detector produces a report, a result in the documented form, and a chart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-bench-'));
  try {
    const file = join(folder, 'report.json');
    const short = ['--model', 'face', '--runs', '2', '--cold-starts', '1', '--json', file];
    const named = adapter === undefined ? [] : ['--adapter', adapter];
    const { stdout } = await run(process.execPath, ['tools/bench.mjs', ...short, ...named]);
    assert.match(stdout, /\| face-detector, batch 1 \|/);

    const result = JSON.parse(await readFile(file, 'utf8')) as BenchResult;
    assert.equal(Object.keys(result), ['version', 'commit', 'adapter', 'peak', 'models', 'peers', 'kernels']);
    const [face] = result.models;
    assert.is(result.models.length, 1);
    assert.equal([face.model, face.batch, face.precision], ['face-detector', 1, 'f32']);
    const { coldStartMs: cold, warm, memory } = face;
    for (const value of [result.peak.gflops, result.peak.gbps, cold.load, cold.compile, cold.firstRun]) {
      assert.ok(value > 0, JSON.stringify(result));
    }
    assert.ok(cold.total >= cold.load + cold.compile + cold.firstRun, JSON.stringify(cold));
    assert.ok(warm.medianMs > 0 && warm.p95Ms >= warm.medianMs, JSON.stringify(warm));
    // Every figure of speed is computed from the network's 2.36e9 operations.
    assert.ok(Math.abs(face.effectiveGflops * warm.medianMs - 2360) < 60, `${face.effectiveGflops * warm.medianMs}`);
    assert.ok(Math.abs(face.perSecond * warm.medianMs - 1000) < 1e-6);
    assert.ok(memory.rssBytes > memory.arenaBytes + memory.weightBytes, JSON.stringify(memory));

    assert.match(await readFile(join(folder, 'report-face-detector-1.svg'), 'utf8'), '>conv1_h<');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
