import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DecodingPace, openedAhead, photoStream, prefetched } from '../src/prefetch.ts';

test('the next item is started before the current one is processed, but no further one', async () => {
  const events: string[] = [];
  const make = async (item: number) => {
    events.push(`make ${item}`);
    return item * 10;
  };
  for await (const made of prefetched([1, 2, 3], make)) events.push(`work on ${made}`);
  assert.equal(events, ['make 1', 'make 2', 'work on 10', 'make 3', 'work on 20', 'work on 30']);
});

test('items come in order however long they take, and no items give none', async () => {
  const slowFirst = (item: number) => new Promise<number>((resolve) => setTimeout(() => resolve(item), 30 - 10 * item));
  const order: number[] = [];
  for await (const item of prefetched([1, 2, 3], slowFirst)) order.push(item);
  assert.equal(order, [1, 2, 3]);
  for await (const item of prefetched([], slowFirst)) assert.unreachable(`${item}`);
});

test('two steps have one item each in progress', async () => {
  const events: string[] = [];
  const step = (name: string) => async (item: number) => {
    events.push(`${name} ${item}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return item;
  };
  for await (const item of prefetched(prefetched([1, 2, 3], step('decode')), step('score')))
    events.push(`report ${item}`);
  assert.equal(events, [
    ...['decode 1', 'decode 2', 'score 1', 'decode 3', 'score 2', 'report 1'],
    ...['score 3', 'report 2', 'report 3'],
  ]);
});

test('a result is not held back until the next item arrives, and is given before a failure of the items', async () => {
  const events: string[] = [];
  async function* slowly() {
    yield 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    events.push('the second item');
    yield 2;
    throw new Error('no third item');
  }
  try {
    for await (const item of prefetched(slowly(), async (item) => item)) events.push(`result ${item}`);
    assert.unreachable();
  } catch (error) {
    events.push((error as Error).message);
  }
  assert.equal(events, ['result 1', 'the second item', 'result 2', 'no third item']);
});

test('a list may hold promises, and an iterator is neither asked nor told anything after its end', async () => {
  const seen: number[] = [];
  for await (const item of prefetched([Promise.resolve(1), 2] as number[], async (item) => item)) seen.push(item);
  assert.equal(seen, [1, 2]);
  let asked = 0;
  const items = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: ++asked > 2, value: asked }),
      return() {
        throw new Error('not asked for');
      },
    }),
  } as Iterable<number>;
  for await (const item of prefetched(
    items,
    async (item) => item,
    () => 4,
  ))
    seen.push(item);
  assert.equal([seen, asked], [[1, 2, 1, 2], 3]);
});

test('a consumer that leaves does not wait for an item that never comes', async () => {
  async function* oneItem() {
    yield 1;
    await new Promise(() => undefined);
  }
  for await (const item of prefetched(oneItem(), async (item) => item)) {
    assert.is(item, 1);
    break;
  }
});

test('a failure is thrown in its turn, after the items before it', async () => {
  const seen: number[] = [];
  const make = async (item: number) => {
    if (item === 2) throw new Error('the second');
    await new Promise((resolve) => setTimeout(resolve, 5));
    return item;
  };
  try {
    for await (const item of prefetched([1, 2, 3], make)) seen.push(item);
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), 'the second');
  }
  assert.equal(seen, [1]);
});

test('as many items are made ahead as are requested at the moment, and they come in order', async () => {
  let ahead = 3;
  const begun: number[] = [];
  const make = (item: number) => {
    begun.push(item);
    return new Promise<number>((resolve) => setTimeout(() => resolve(item), 8 - item));
  };
  const seen: number[] = [];
  const most: number[] = [];
  for await (const item of prefetched([1, 2, 3, 4, 5, 6, 7, 8], make, () => ahead)) {
    seen.push(item);
    most.push(begun.length);
    if (item === 2) ahead = 1;
  }
  assert.equal(seen, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(most, [4, 5, 5, 5, 6, 7, 8, 8]);
});

test('one photo is decoded ahead until sizes are known, then as many as help, and fewer of large ones', () => {
  const pace = new DecodingPace(4);
  assert.is(pace.ahead(), 1);
  pace.saw({ width: 4000, height: 3000 });
  assert.is(pace.ahead(), 4);
  pace.saw({ width: 8000, height: 6000 });
  assert.is(pace.ahead(), 2);
  pace.saw({ width: 20000, height: 10000 });
  pace.saw({ width: 10, height: 10 });
  assert.is(pace.ahead(), 1);
});

/** Opens every item except item 2. */
const openAll = (events: string[]) => async (item: number) => {
  events.push(`open ${item}`);
  return item === 2 ? { item, error: 'damaged' } : { item, photo: { width: 10 * item, height: 10 } };
};

test('a stream opens photos ahead and finishes two at a time; items without pixels keep their position', async () => {
  const events: string[] = [];
  const finish = async ({ item, photo }: { readonly item: number; readonly photo: { readonly width: number } }) => {
    events.push(`finish ${item}`);
    return photo.width;
  };
  const results: unknown[] = [];
  const begunAt: (readonly string[])[] = [];
  for await (const result of photoStream([1, 2, 3, 4], { open: openAll(events), finish, decodersAtOnce: 2 })) {
    results.push(result);
    begunAt.push([...events]);
  }
  assert.equal(results, [10, { item: 2, error: 'damaged' }, 30, 40]);
  assert.ok(begunAt[0]!.includes('open 4') && !begunAt[0]!.includes('finish 4'), `at the first: ${begunAt[0]}`);
  assert.ok(begunAt[2]!.includes('finish 4'), `at the third: ${begunAt[2]}`);
  assert.not.ok(events.includes('finish 2'));
});

test('a stream that times its photos finishes each before the next', async () => {
  const events: string[] = [];
  const finish = async ({ item }: { readonly item: number }) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    events.push(`finish ${item}`);
    return item;
  };
  const steps = { open: openAll([]), finish, decodersAtOnce: 2, oneByOne: true };
  for await (const result of photoStream([1, 3, 4], steps)) events.push(`result ${JSON.stringify(result)}`);
  assert.equal(events, ['finish 1', 'result 1', 'finish 3', 'result 3', 'finish 4', 'result 4']);
});

test('fewer photos are opened ahead after a large one, but not after an item without a photo', async () => {
  let begun = 0;
  const open = async (photo: { readonly width: number; readonly height: number } | null) => {
    begun++;
    return { photo };
  };
  const small = { width: 100, height: 100 };
  const photos = [small, null, small, { width: 16000, height: 10000 }, small, small, small, small];
  const ahead: number[] = [];
  let seen = 0;
  for await (const _ of openedAhead(photos, open, 3)) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    ahead.push(begun - ++seen);
  }
  assert.equal(ahead, [3, 2, 1, 1, 1, 1, 1, 0]);
});

test.run();
