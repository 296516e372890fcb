/** Options that take lists, given several times. The commands are only parsed. */
import type { Command } from 'commander';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { evaluateCommand } from '../../src/cli/evaluate/command.ts';
import { inferCommand } from '../../src/cli/infer/command.ts';
import { tuneCommand } from '../../src/cli/tune.ts';
import type { MetricModel } from '../../src/models/metric.ts';
import { runCli } from './run.ts';

function parsed(command: Command, args: readonly string[]) {
  const parse = command.action(() => {}).parse([...args], { from: 'user' });
  return parse.opts<{
    readonly metric: readonly MetricModel[];
    readonly faceMetric: readonly MetricModel[];
    readonly batch: readonly number[];
  }>();
}

const namesOf = (models: readonly MetricModel[]) => models.map(({ name }) => name);

for (const make of [inferCommand, evaluateCommand, tuneCommand]) {
  test(`${make().name()}: a repeated --metric adds to the first`, () => {
    const { metric } = parsed(make(), ['--metric', 'brisque,cnniqa', '--metric', 'photo-judge']);
    assert.equal(namesOf(metric), ['brisque', 'cnniqa', 'photo-judge']);
  });
}

test('a repeated --face-metric of infer and --batch of tune add to the first', () => {
  const { faceMetric } = parsed(inferCommand(), ['--face-metric', 'magface', '--face-metric', 'brisque,faceqnet']);
  assert.equal(namesOf(faceMetric), ['magface', 'brisque', 'faceqnet']);
  assert.equal(parsed(tuneCommand(), ['--batch', '1,4', '--batch', '2']).batch, [1, 4, 2]);
});

for (const [what, args, message] of [
  [
    'a metric',
    ['infer', '--metric', 'brisque', '--metric', 'brisque', 'a.jpg'],
    /'brisque' is invalid.*each at most once/,
  ],
  [
    'the face metric of a study',
    ['evaluate', '--face-metric', 'magface', '--face-metric', 'brisque'],
    /'brisque' is invalid.*Expected one metric, not magface, brisque: only one can score faces/,
  ],
  [
    'a pair of columns',
    ['evaluate', 'gmad', '--columns', 'a,b', '--columns', 'c,d'],
    /'c,d' is invalid.*Columns a and b were given before: exactly two are compared/,
  ],
] as const) {
  test(`${what} that is given twice is refused`, async () => {
    const { status, stderr } = await runCli(args);
    assert.match(stderr, message);
    assert.is(status, 2);
  });
}

test.run();
