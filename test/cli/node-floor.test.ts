/** Which versions of Node the command line accepts. */
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { refusalOfNode } from '../../src/cli/node-floor.ts';

test('the lowest version in package.json and later ones are accepted', () => {
  for (const version of ['20.19.0', '20.19.6', '20.20.2', '21.0.0', '22.3.0', '100.0.0']) {
    assert.is(refusalOfNode(version, '>=20.19'), null, version);
  }
});

test('an older version is refused with the version that is needed', () => {
  for (const version of ['9.11.2', '18.20.8', '20.9.0', '20.18.3']) {
    const refusal = refusalOfNode(version, '>=20.19');
    assert.match(refusal ?? '', `needs Node 20.19 or later, and this is Node ${version}.`);
  }
});

test('package.json states the lowest version in the form that is read here', async () => {
  const { engines } = JSON.parse(await readFile('package.json', 'utf8'));
  assert.match(engines.node, /^>=\d+\.\d+$/);
});

test.run();
