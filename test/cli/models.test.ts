import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cardFiles } from '../../src/cli/models.ts';
import { modelRows } from '../../src/cli/models-table.ts';
import { models } from '../../src/models/registry.ts';
import { runCli } from './run.ts';

test('README.md has the table that `npm run models -- --markdown` prints', () => {
  assert.ok(readFileSync('README.md', 'utf8').includes(modelRows().join('\n')), 'paste the output of the command');
});

const folder = 'docs/models';

test(`${folder} has exactly the cards that \`npm run -s models -- --cards ${folder}\` writes`, async () => {
  const files = await cardFiles();
  const outdated = [...files].filter(([name, text]) => {
    const file = join(folder, name);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  const names = outdated.map(([name]) => name);
  assert.equal(names, [], `to write them anew: npm run -s models -- --cards ${folder}`);
  const unknown = readdirSync(folder).filter((name) => !files.has(name));
  assert.equal(unknown, [], `cards of no model; delete them from ${folder}`);
});

test('a card has no empty section, and its paragraphs are sentences', async () => {
  for (const [name, text] of await cardFiles()) {
    assert.not.match(text, /\n#+ [^\n]*\n\n(#|$)/, name);
    assert.not.match(text, /undefined|null|NaN|[a-z]\.\.\s/, name);
    const paragraphs = text.split('\n\n').filter((block) => /^[A-Z]/.test(block));
    for (const paragraph of paragraphs) assert.match(paragraph.trim(), /([.:]|converted by)$/, `${name}: ${paragraph}`);
  }
});

test('every checkpoint is listed as text and as JSON, with the location of its weights', async () => {
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
