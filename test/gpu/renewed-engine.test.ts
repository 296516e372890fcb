import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { onRenewedEngine } from '../../src/gpu/renewed-engine.ts';
import { openTestGpu } from '../engine.ts';
import { refused } from '../formats/fixture.ts';

const gpu = await openTestGpu();

/** The adapter under test, which has another name from the second request on. */
function changingGpu(): GPU {
  let requests = 0;
  const another = { vendor: '', architecture: '', device: 'Another GPU', description: '', isFallbackAdapter: false };
  return {
    async requestAdapter(options?: GPURequestAdapterOptions) {
      const adapter = await gpu.requestAdapter(options);
      if (++requests > 1) Object.defineProperty(adapter, 'info', { value: another });
      return adapter;
    },
  } as unknown as GPU;
}

const lost = () => Promise.reject(new HyperIqaError('DEVICE_LOST', 'The device was lost'));

test('a run that lost its device does not continue on another adapter', async () => {
  const lines: string[] = [];
  const networks = onRenewedEngine(
    changingGpu(),
    {},
    (line) => lines.push(line),
    async () => ({}),
  );
  const { engine } = await networks.open();
  await refused(networks.use(lost), [engine.adapter.name, 'now offers Another GPU'], 'NO_ADAPTER');
  await refused(
    networks.use(async () => 1),
    ['Another GPU'],
    'NO_ADAPTER',
  );
  assert.equal(lines, ['The device was lost.']);
  await networks.close();
});

test.run();
