import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { layerChart } from '../../src/profile/layer-chart.ts';
import { layerTable } from '../../src/profile/layer-table.ts';
import { kernelTimes, layerTimes, medianSteps, totalOf } from '../../src/profile/layer-times.ts';
import { shareOfRoofline } from '../../src/profile/roofline.ts';
import { traceJson } from '../../src/profile/trace.ts';
import { steps } from './steps.ts';

const peak = { gflops: 10, gbps: 4 };

test('a layer of several dispatches counts its operations once and all of its time', () => {
  assert.equal(
    layerTimes(steps).map(({ name, milliseconds, flops, dispatches }) => [name, milliseconds, flops, dispatches]),
    [
      ['wide', 4, 20e6, 2],
      ['narrow', 3, 6e6, 1],
      ['pool<1>', 1, 0, 1],
    ],
  );
});

test("a kernel's time is that of all its layers", () => {
  const twice = [...steps, { ...steps[2], node: 'narrow again' }];
  assert.equal(
    kernelTimes(layerTimes(twice)).map(({ name, layers, milliseconds }) => [name, layers, milliseconds]),
    [
      ['direct', 2, 6],
      ['winograd', 1, 4],
      ['pool2d', 1, 1],
    ],
  );
  assert.is(totalOf(layerTimes(twice)).milliseconds, 11);
});

test('over several runs each dispatch has its median time', () => {
  const runs = [5, 1, 3].map((milliseconds) => [{ ...steps[0], milliseconds }]);
  assert.is(medianSteps(runs)[0].milliseconds, 3);
});

test('the roofline is the limit of arithmetic or of bandwidth, whichever takes longer', () => {
  // 20 MFLOP at 10 GFLOP/s and 4 MB at 4 GB/s take 2 and 1 ms.
  assert.is(shareOfRoofline({ flops: 20e6, bytes: 4e6, milliseconds: 4 }, peak), 0.5);
  assert.is(shareOfRoofline({ flops: 5e6, bytes: 8e6, milliseconds: 4 }, peak), 0.5);
});

test('the table lists layers and then kernels, slowest first, with their figures', () => {
  const lines = layerTable('net', steps, peak);
  assert.match(lines[0], "net: 8.00 ms in 4 dispatches, 3.3 GFLOP/s; the adapter's peak: 10.0 GFLOP/s, 4.0 GB/s");
  assert.equal(
    lines.slice(2).map((line) => line.split(/\s{2,}/)),
    [
      ['layer', 'kernel', 'ms', 'of all', 'GFLOP/s', 'GB/s', 'roofline'],
      ['wide', 'winograd', '4.000', '50.0%', '5.0', '1.0', '50.0%'],
      ['narrow', 'direct', '3.000', '37.5%', '2.0', '1.0', '25.0%'],
      ['pool<1>', 'pool2d', '1.000', '12.5%', '0.0', '2.0', '50.0%'],
      [''],
      ['kernel', 'layers', 'ms', 'of all', 'GFLOP/s', 'GB/s', 'roofline'],
      ['winograd', '1', '4.000', '50.0%', '5.0', '1.0', '50.0%'],
      ['direct', '1', '3.000', '37.5%', '2.0', '1.0', '25.0%'],
      ['pool2d', '1', '1.000', '12.5%', '0.0', '2.0', '50.0%'],
    ],
  );
});

test('all lines of the table are aligned', () => {
  const widths = layerTable('net', steps, peak)
    .slice(2, 6)
    .map((line) => line.length);
  assert.is(new Set(widths).size, 1, `widths ${widths}`);
});

test('a trace holds a complete event for each dispatch, in microseconds, with runs in sequence', () => {
  const run = { title: 'net', steps };
  const { traceEvents } = JSON.parse(traceJson('adapter', [run, run])) as {
    traceEvents: { name: string; ph: string; ts: number; dur: number; pid: number; tid: number; args: object }[];
  };
  const slices = traceEvents.filter(({ ph }) => ph === 'X');
  assert.equal(
    slices.map(({ name, ts, dur }) => [name, ts, dur]),
    [
      ['net', 0, 9000],
      ['wide', 0, 1000],
      ['wide', 1000, 3000],
      ['narrow', 5000, 3000],
      ['pool<1>', 8000, 1000],
      ['net', 9000, 9000],
      ['wide', 9000, 1000],
      ['wide', 10000, 3000],
      ['narrow', 14000, 3000],
      ['pool<1>', 17000, 1000],
    ],
  );
  assert.is(new Set(traceEvents.map(({ pid, tid }) => `${pid} ${tid}`)).size, 1);
  assert.equal(
    traceEvents.filter(({ ph }) => ph === 'M').map(({ args }) => args),
    [{ name: 'adapter' }, { name: 'GPU' }],
  );
  assert.equal(slices[1].args, {
    ...{ operator: 'conv2d', kernel: 'winograd', shader: 'winograd_input' },
    ...{ 'FLOP of the layer': 20e6, 'bytes of the layer': 4e6, 'GFLOP/s': 20, 'GB/s': 4 },
  });
});

test('a dispatch that took no measurable time has no rate', () => {
  const text = traceJson('adapter', [{ title: 'net', steps: [{ ...steps[0], milliseconds: 0 }] }]);
  assert.not.match(text, 'GFLOP/s');
  assert.not.match(text, 'null');
});

test('the chart draws a bar for each layer in the order of execution, with the slowest at full width', () => {
  const svg = layerChart('net & co', steps);
  const names = [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map((match) => match[1]);
  assert.equal(names, ['wide', 'narrow', 'pool&lt;1&gt;']);
  const widths = [...svg.matchAll(/width="([\d.]+)" height="12"/g)].map((match) => Number(match[1]));
  assert.equal(widths, [460, 345, 115]);
  assert.match(svg, 'net &amp; co');
});

test.run();
