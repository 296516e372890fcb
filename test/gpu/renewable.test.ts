import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ErrorCode, HyperIqaError } from '../../src/errors.ts';
import { Renewable } from '../../src/gpu/renewable.ts';

interface Device {
  readonly number: number;
  lost: boolean;
  close(): void;
}

const lossOf = (number: number) => new HyperIqaError('DEVICE_LOST', `device ${number} was lost`);

/** A renewable device, each new one with the next number, and the events so far. */
function devices(make: (number: number) => void = () => undefined) {
  const events: string[] = [];
  let made = 0;
  const renewable = new Renewable<Device>(
    async () => {
      const number = ++made;
      make(number);
      events.push(`open ${number}`);
      return { number, lost: false, close: () => void events.push(`close ${number}`) };
    },
    {
      lost: ({ message }) => events.push(message),
      renewed: ({ number }) => events.push(`renewed ${number}`),
      failed: (reason) => events.push(`failed: ${(reason as Error).message}`),
    },
  );
  return { renewable, events };
}

/** Work that loses the devices with these numbers, and returns the number of the device that completes it. */
function workOf(...losing: readonly number[]) {
  return async (device: Device) => {
    await Promise.resolve();
    if (losing.includes(device.number)) device.lost = true;
    if (device.lost) throw lossOf(device.number);
    return device.number;
  };
}

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | 'no error'> {
  return work.then(
    () => 'no error' as const,
    (error: HyperIqaError) => error.code,
  );
}

test('work during which the device is lost is repeated once, on another device', async () => {
  const { renewable, events } = devices();
  await renewable.open();
  assert.is(await renewable.use(workOf()), 1);
  assert.is(await renewable.use(workOf(1)), 2);
  assert.is(await renewable.use(workOf(2)), 3);
  const renewal = (number: number) => [
    `device ${number} was lost`,
    `close ${number}`,
    `open ${number + 1}`,
    `renewed ${number + 1}`,
  ];
  assert.equal(events, ['open 1', ...renewal(1), ...renewal(2)]);
});

test('overlapping work shares the new device', async () => {
  const { renewable, events } = devices();
  await renewable.open();
  assert.equal(await Promise.all([workOf(1), workOf(), workOf()].map((work) => renewable.use(work))), [2, 2, 2]);
  assert.equal(events.slice(1), ['device 1 was lost', 'close 1', 'open 2', 'renewed 2']);
});

test('a second loss during the same work ends all use until it is opened again', async () => {
  const { renewable, events } = devices();
  await renewable.open();
  const [first, second] = [renewable.use(workOf(1, 2)), renewable.use(workOf())];
  assert.is(await codeOf(first), 'DEVICE_LOST');
  assert.is(await codeOf(second), 'DEVICE_LOST');
  assert.is(await codeOf(renewable.use(workOf())), 'DEVICE_LOST');
  assert.is(events.filter((event) => event.startsWith('open')).length, 2);
  assert.match(events.join('\n'), /failed: device 2 was lost.*before/);
  await renewable.open();
  assert.is(await renewable.use(workOf()), 3);
});

test('other failures belong to the work, and do not replace the device', async () => {
  const { renewable, events } = devices();
  await renewable.open();
  const failing = async () => Promise.reject(new HyperIqaError('OUT_OF_MEMORY', 'too much'));
  assert.is(await codeOf(renewable.use(failing)), 'OUT_OF_MEMORY');
  assert.is(await renewable.use(workOf()), 1);
  assert.equal(events, ['open 1']);
});

test('an adapter that does not return at once is waited for; other failures to open a device end all use', async () => {
  const { renewable, events } = devices((number) => {
    if (number === 2) throw new HyperIqaError('NO_ADAPTER', 'not yet');
    if (number === 4) throw new HyperIqaError('WEIGHTS', 'gone');
  });
  await renewable.open();
  assert.is(await renewable.use(workOf(1)), 3);
  assert.is(await codeOf(renewable.use(workOf(3))), 'WEIGHTS');
  assert.is(await codeOf(renewable.use(workOf())), 'WEIGHTS');
  assert.equal(events.slice(-3), ['device 3 was lost', 'close 3', 'failed: gone']);
});

test('what is closed during work is not opened again', async () => {
  const { renewable, events } = devices();
  await renewable.open();
  const work = renewable.use(async ({ number }) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    throw lossOf(number);
  });
  await renewable.close();
  assert.is(await codeOf(work), 'DEVICE_LOST');
  assert.equal(events, ['open 1', 'close 1']);
});

test.run();
