import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { locationsFit } from '../../src/image/iso-locations.ts';

/** A file of one `meta` box with an `iloc` box of version 0 in it, whose offsets and lengths take four bytes. */
function fileOf(items: number, table: readonly number[]): Uint8Array {
  const contents = [0, 0, 0, 0, 0x44, 0x00, items >> 8, items & 255, ...table];
  const box = (type: string, bytes: readonly number[]) => {
    const length = bytes.length + 8;
    return [0, 0, length >> 8, length & 255, ...Buffer.from(type), ...bytes];
  };
  return Uint8Array.from(box('meta', [0, 0, 0, 0, ...box('iloc', contents)]));
}

/** An item with one extent: its number, no other file, one extent of 8 bytes. */
const item = [0, 1, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 4];

test('a table fits when all items and extents that it counts lie within its box', () => {
  assert.ok(locationsFit(fileOf(1, item)));
  assert.ok(locationsFit(fileOf(2, [...item, ...item])));
  assert.ok(locationsFit(new Uint8Array(0)));
});

test('a table that counts more items, or more extents, than its box can hold does not fit', () => {
  assert.not(locationsFit(fileOf(2, item)));
  assert.not(locationsFit(fileOf(65535, item)));
  assert.not(locationsFit(fileOf(1, [0, 1, 0, 0, 0xff, 0xff, ...item.slice(6)])));
});

test.run();
