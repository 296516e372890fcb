import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { markdownTable } from '../../src/cli/models.ts';
import { models } from '../../src/models/registry.ts';
import { runCli } from './run.ts';

for (const file of ['README.md', 'docs/WEB.md']) {
  test(`${file} has the table that \`npm run models -- --markdown\` prints`, () => {
    assert.ok(readFileSync(file, 'utf8').includes(markdownTable().join('\n')), 'paste the output of the command');
  });
}

test('every checkpoint is listed, as text and as JSON, with where its weights are', async () => {
  const [text, json] = await Promise.all([runCli(['models']), runCli(['models', '--json'])]);
  const entries: readonly Record<string, unknown>[] = JSON.parse(json.stdout);
  const checkpoints = models.flatMap((model) => model.checkpoints.map(({ name }) => name));
  assert.equal(
    entries.map(({ checkpoint }) => checkpoint),
    checkpoints,
  );
  for (const name of checkpoints) assert.match(text.stdout, name);
  const brisque = entries.find(({ name }) => name === 'brisque');
  assert.equal([brisque?.weights, brisque?.better, brisque?.range], ['here', 'lower', [0, 100]]);
});

test.run();
