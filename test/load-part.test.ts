import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadPart } from '../src/load-part.ts';
import { refused } from './formats/fixture.ts';

test('imports that fail while they overlap are tried again one by one', async () => {
  let loading = 0;
  // As in contexts of node:vm, where an import fails that begins while another one links.
  const load = async () => {
    loading++;
    const isAlone = loading === 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    loading--;
    if (!isAlone) throw new Error('the module is not linked');
    return 'part';
  };
  const parts = await Promise.all(Array.from({ length: 4 }, () => loadPart('a part', load)));
  assert.equal(parts, ['part', 'part', 'part', 'part']);
});

test('a part that cannot be loaded is named', async () => {
  const failing = async () => {
    throw new Error('no such file');
  };
  await refused(loadPart('the part', failing), ['The code of the part', 'no such file', 'install'], 'DOWNLOAD');
});

test.run();
