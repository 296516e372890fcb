/** Only a model's folder, the registry and its tests name it: any other file would have to be edited for each new model. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { models } from '../../src/models/registry.ts';

/** Operators that only one model needs are in families with the model's name. */
const families = /^src\/(graph\/operators|kernels)\/|^src\/graph\/layers\.ts$|^bench\/onnx\/forms\.ts$/;

/** Tools of a single model: its training, its references, the record of scores. */
const ownTools = /^tools\/(train|reference|fuzz)\/|^tools\/record-scores\.mjs/;

const files = ['src', 'web', 'bench', 'tools']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((name) => /\.(tsx?|mjs)$/.test(name) && !name.includes('node_modules'))
  .filter((name) => !name.startsWith('src/models/') && !families.test(name) && !ownTools.test(name));

/** Uses of the first model's name that mean the program: commands and completion, temporary files, the package, errors. */
const program =
  /name: 'hyperiqa'|hyperiqa (infer|evaluate|completion|weights|needs Node)|completion of hyperiqa|complete -c hyperiqa|_hyperiqa hyperiqa|hyperiqa-(webgpu|cold|soak)|\.hyperiqa[-.]|HyperIqaError|HYPERIQA_|Command\('hyperiqa'\)|`hyperiqa: \$|'npx hyperiqa'/g;

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
}

test("only a model's own files name it", () => {
  const words = models.flatMap(({ name, title, checkpoints }) => [
    name,
    title,
    ...checkpoints.map((each) => each.name),
  ]);
  const literal = [...new Set(words)].map((word) => word.replaceAll('+', '\\+'));
  const pattern = new RegExp(`(?<![\\w-])(${literal.join('|')}|hyperIqa|nano)(?![\\w-])`);
  const found = files.flatMap((file) =>
    withoutComments(readFileSync(file, 'utf8'))
      .replace(program, '')
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  assert.equal(found, []);
});

test.run();
