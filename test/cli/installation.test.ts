/** Messages about packages that npm did not install. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inTemporaryFolder, runCli } from './run.ts';

/** Arguments for Node that make every import of a package fail. */
function without(packageName: string): readonly string[] {
  const hooks = `export function resolve(name, context, next) {
    if (name === '${packageName}') throw new Error('not installed');
    return next(name, context);
  }`;
  const address = JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`);
  const setUp = `import { register } from 'node:module'; register(${address});`;
  // Node 26 deprecates `register`; the lowest version that is supported has nothing else.
  return ['--disable-warning=DEP0205', '--import', `data:text/javascript,${encodeURIComponent(setUp)}`];
}

const advice = 'hyperiqa: sharp, which decodes photos, does not load';

test('without sharp, infer says once what to install, however many photos there are', async () => {
  const { status, stdout, stderr } = await runCli(['infer', 'samples'], { nodeArguments: without('sharp') });
  assert.is(status, 2);
  assert.is(stdout, '');
  assert.is(stderr.trimEnd().split('\n').length, 1, stderr);
  assert.ok(stderr.startsWith(advice), stderr);
  assert.match(stderr, 'npm install without --omit=optional');
});

test('without sharp, evaluate says the same', async () => {
  await inTemporaryFolder(async (out) => {
    const { status, stderr } = await runCli(['evaluate', '--images', 'samples', '--scores', 'x.csv', '--out', out], {
      nodeArguments: without('sharp'),
    });
    assert.is(status, 2);
    assert.is(stderr.trimEnd().split('\n').length, 1, stderr);
    assert.ok(stderr.startsWith(advice), stderr);
  });
});

test('commands that decode no photos run without sharp', async () => {
  const { status, stdout } = await runCli(['models'], { nodeArguments: without('sharp') });
  assert.is(status, 0);
  assert.match(stdout, 'hyperiqa-nano');
});

test.run();
