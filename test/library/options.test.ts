/** How `open` in Node checks what only a program in JavaScript can pass. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type NodeOpenOptions, open } from '../../src/node/open.ts';
import { refused } from '../formats/fixture.ts';

test('options that are not of their types are refused by name, before any weights are opened', async () => {
  const wrong = (options: unknown) => open(options as NodeOpenOptions);
  await refused(wrong(null), ['an object of options', 'null'], 'USAGE');
  await refused(wrong('brisque'), ['an object of options', 'brisque'], 'USAGE');
  await refused(wrong({ signal: {} }), ['an AbortSignal', 'signal'], 'USAGE');
  await refused(wrong({ adapter: 5, weights: 'nothere' }), ['adapter', 'must be a string, not number'], 'USAGE');
});

test('the options are checked once, before the adapter', async () => {
  const read: string[] = [];
  const options = new Proxy<NodeOpenOptions>(
    { signal: AbortSignal.abort('stop') },
    {
      get(target, name) {
        read.push(String(name));
        return Reflect.get(target, name);
      },
    },
  );
  assert.is(await open(options).catch((reason: unknown) => reason), 'stop');
  // The second time asks the signal whether it is aborted.
  assert.equal(read, ['signal', 'adapter', 'signal']);
});

test.run();
