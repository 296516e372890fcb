/** The packed package, installed in a new project. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { models } from '../../src/models/registry.ts';
import { adapterArguments } from '../cli/run.ts';
import { testBundles } from './bundles.ts';
import { type Consumer, installPackage } from './consumer.ts';

const adapter = process.env.HYPERIQA_ADAPTER;
const catScore = 88.25;
const weights = 'hyperiqa-webgpu/weights/hyperiqa-nano.safetensors';
/** The converted files that are committed and cannot be downloaded by a command. */
const committed = models
  .flatMap(({ checkpoints }) => checkpoints.filter(({ source }) => source.kind === 'committed'))
  .map(({ file }) => `weights/${file}`);
const nodeNames = 'decodePhoto, Engine, findMetric, openFile, openMetric, openNodeGpu, openTensorFile';

let consumer: Consumer;
test.before(async () => {
  consumer = await installPackage('vite@8.3.8');
});
test.after(() => consumer.remove());

const write = (name: string, text: string) => writeFile(join(consumer.folder, name), text);

function isCat(score: number): void {
  assert.ok(Math.abs(score - catScore) < 0.01, `the sample scored ${score} instead of ${catScore}`);
}

/** A program for Node that prints the photo's score; `lead` imports the package. */
function program(lead: string): string {
  return `${lead}
(async () => {
  const { gpu } = await openNodeGpu(${JSON.stringify(adapter === undefined ? {} : { adapter })});
  const source = await openFile('node_modules/${weights}');
  const photo = await decodePhoto('photo.jpg');
  const engine = await Engine.open(gpu);
  const metric = await openMetric(engine, findMetric('hyperiqa'), await openTensorFile(source));
  const { value } = await metric.score({ photo });
  engine.close();
  await source.close();
  console.log(value);
})();`;
}

test('the tarball holds the programs, their types, and weights with their licence, in less than 18 MB', async () => {
  const { size } = await stat(consumer.tarball);
  assert.ok(size < 18e6, `${size} bytes`);
  const files = (await consumer.run('tar', ['-tzf', consumer.tarball])).trim().split('\n');
  for (const file of [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/cli.js',
    'dist/types/index.d.ts',
    'shaders/nn/conv2d-depthwise.wgsl',
    'weights/LICENSE-APACHE-2.0.txt',
    ...committed,
  ]) {
    assert.ok(files.includes(`package/${file}`), `${file} is missing`);
  }
  const others = files.filter((file) => /^package\/(src|test|docs|bench|web)\/|\.map$|^package\/dist\/test/.test(file));
  assert.equal(others, []);
});

test("the browser's files name no other file by import.meta.url, which webpack would look for in vain", async () => {
  const folder = join(consumer.folder, 'node_modules/hyperiqa-webgpu/dist/browser');
  const texts = await Promise.all(
    (await readdir(folder)).filter((name) => name.endsWith('.js')).map((name) => readFile(join(folder, name), 'utf8')),
  );
  assert.ok(texts.some((text) => text.includes('instantiateWasm')));
  assert.not.match(texts.join(''), /new URL\([^)]*import\.meta\.url/);
});

test('an ES module imports the package and scores a photo', async () => {
  await write('esm.mjs', program(`import { ${nodeNames} } from 'hyperiqa-webgpu';`));
  isCat(Number(await consumer.run('node', ['esm.mjs'])));
});

test('a CommonJS module requires the package and scores a photo', async () => {
  await write('commonjs.cjs', program(`const { ${nodeNames} } = require('hyperiqa-webgpu');`));
  isCat(Number(await consumer.run('node', ['commonjs.cjs'])));
});

test('npx hyperiqa scores a photo', async () => {
  const args = ['hyperiqa', 'infer', 'photo.jpg', '--weights', 'nano', '--no-faces', '--json', ...adapterArguments];
  isCat(JSON.parse(await consumer.run('npx', args)).score);
});

test('package.json and weights can be resolved', async () => {
  await write(
    'resolve.mjs',
    `console.log(import.meta.resolve('${weights}'), import.meta.resolve('hyperiqa-webgpu/package.json'));`,
  );
  const addresses = (await consumer.run('node', ['resolve.mjs'])).trim().split(' ');
  for (const address of addresses) assert.ok((await readFile(new URL(address))).length > 0);
});

for (const [module, moduleResolution] of [
  ['nodenext', 'nodenext'],
  ['preserve', 'bundler'],
] as const) {
  test(`TypeScript type-checks strict code with moduleResolution ${moduleResolution}, declarations included`, async () => {
    await write(
      `${moduleResolution}.ts`,
      `import { Engine, type Metric, open, openNodeGpu, type Photo, type Score } from 'hyperiqa-webgpu';
       export async function openEngine(): Promise<Engine> {
         const { gpu } = await openNodeGpu();
         return Engine.open(gpu);
       }
       export async function scoreOf(path: string, adapter?: string, signal?: AbortSignal): Promise<number | null> {
         const iqa = await open({ adapter, signal });
         return (await iqa.score(path, { signal, crops: undefined })).score;
       }
       export const score = (metric: Metric, photo: Photo): Promise<Score> => metric.score({ photo });
       // @ts-expect-error a photo is not a path
       export const wrong = (metric: Metric) => metric.score({ photo: 'photo.jpg' });`,
    );
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      lib: ['es2023', 'dom'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      types: [],
      noEmit: true,
    };
    await write('tsconfig.json', JSON.stringify({ compilerOptions, files: [`${moduleResolution}.ts`] }));
    const compiler = resolve('node_modules/typescript/bin/tsc');
    const output = await consumer.run('node', [compiler, '--project', '.']).catch((error) => error.stdout);
    assert.is(output, '');
  });
}

testBundles(test, () => consumer);

test.run();
