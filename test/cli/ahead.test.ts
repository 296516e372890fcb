import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { oneAhead } from '../../src/cli/ahead.ts';

test('the next thing is begun before this one is worked on, and no further one', async () => {
  const events: string[] = [];
  const make = async (item: number) => {
    events.push(`make ${item}`);
    return item * 10;
  };
  for await (const made of oneAhead([1, 2, 3], make)) events.push(`work on ${made}`);
  assert.equal(events, ['make 1', 'make 2', 'work on 10', 'make 3', 'work on 20', 'work on 30']);
});

test('things come in order however long they take, and nothing comes of nothing', async () => {
  const slowFirst = (item: number) => new Promise<number>((resolve) => setTimeout(() => resolve(item), 30 - 10 * item));
  const order: number[] = [];
  for await (const item of oneAhead([1, 2, 3], slowFirst)) order.push(item);
  assert.equal(order, [1, 2, 3]);
  for await (const item of oneAhead([], slowFirst)) assert.unreachable(`${item}`);
});

test.run();
