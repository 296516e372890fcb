/** Hostile and damaged TIFFs. */
import { deflateSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PhotoFault } from '../../src/image/photo-fault.ts';
import { openTiff } from '../../src/image/tiff/open.ts';
import { tiffFixtures } from './tiff-fixture.ts';

type Tag = readonly [number: number, value: number, count?: number];

const headerLength = 8;

/** A little-endian file of grey pixels: the data, then a directory whose entries contain their values. */
function tiff(data: Uint8Array, tags: readonly Tag[]): Uint8Array<ArrayBuffer> {
  const all = [[258, 8], [262, 1], [273, headerLength], [279, data.length], ...tags] as readonly Tag[];
  const unique = [...new Map(all.map((tag) => [tag[0], tag])).values()].sort((a, b) => a[0] - b[0]);
  const bytes = new Uint8Array(headerLength + data.length + 2 + 12 * unique.length + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x002a4949, true);
  view.setUint32(4, headerLength + data.length, true);
  bytes.set(data, headerLength);
  view.setUint16(headerLength + data.length, unique.length, true);
  unique.forEach(([number, value, count = 1], i) => {
    const at = headerLength + data.length + 2 + 12 * i;
    view.setUint16(at, number, true);
    view.setUint16(at + 2, 4, true);
    view.setUint32(at + 4, count, true);
    view.setUint32(at + 8, value, true);
  });
  return bytes;
}

async function outcome(bytes: Uint8Array): Promise<'read' | PhotoFault> {
  try {
    const file = openTiff(bytes);
    // `decodePhoto` also checks the size before it decodes.
    if (file.width * file.height > 1e6) return 'read';
    const { width, height, data } = await file.decode();
    assert.is(data.length, width * height * 3);
    return 'read';
  } catch (error) {
    if (error instanceof PhotoFault) return error;
    throw error;
  }
}

/** Bytes of array buffers that are allocated while `work` runs. */
async function allocated(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().arrayBuffers;
  await work();
  return process.memoryUsage().arrayBuffers - before;
}

const size: readonly Tag[] = [
  [256, 16],
  [257, 16],
];

test('only the first 256 bytes of a strip that inflates to 64 MB are read', async () => {
  const bomb = tiff(deflateSync(new Uint8Array(64 << 20)), [...size, [259, 8]]);
  const bytes = await allocated(async () => assert.is(await outcome(bomb), 'read'));
  assert.ok(bytes < 1 << 20, `${bytes} bytes were allocated`);
});

test('hostile counts and sizes are refused before anything is allocated', async () => {
  const vast = 0xffffffff;
  const hostile: Readonly<Record<string, readonly Tag[]>> = {
    'a palette of four thousand million colours': [
      [262, 3],
      [320, headerLength, vast],
    ],
    'four thousand million strips': [
      [278, 1],
      [273, headerLength, vast],
    ],
    'four thousand million sample formats': [[339, headerLength, vast]],
    'tiles of four thousand million pixels a side': [
      [322, vast],
      [323, vast],
      [324, headerLength],
      [325, 256],
    ],
    'four thousand million samples of a pixel': [[277, vast]],
    'JPEG tables of four gigabytes': [
      [259, 7],
      [347, headerLength, vast],
    ],
  };
  for (const [name, tags] of Object.entries(hostile)) {
    const file = tiff(new Uint8Array(256), [...size, ...tags]);
    const bytes = await allocated(async () => assert.instance(await outcome(file), PhotoFault, name));
    assert.ok(bytes < 1 << 20, `${name}: ${bytes} bytes were allocated`);
  }
});

test('a size of 4,294,967,295 pixels per side is reported without allocating pixels', () => {
  const { width, height } = openTiff(
    tiff(new Uint8Array(256), [
      [256, 0xffffffff],
      [257, 0xffffffff],
    ]),
  );
  assert.equal([width, height], [0xffffffff, 0xffffffff]);
});

test('a file truncated within its pixels or its directory is refused as damaged', async () => {
  const read: string[] = [];
  // If a file has several pages, the first one may be complete.
  for (const { name, bytes } of tiffFixtures.filter((fixture) => 'sha256' in fixture && fixture.name !== 'pages')) {
    for (const length of [4, 9, Math.floor(bytes.length / 2), bytes.length - 20]) {
      const found = await outcome(bytes.subarray(0, length));
      if (found === 'read' || found.kind !== 'damaged') read.push(`${name} cut to ${length} of ${bytes.length} bytes`);
    }
  }
  assert.equal(read, []);
});

/** Repeatable random integers below `below` (xorshift32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

test('each of 3,000 mutants gives a picture or a fault, and none takes long', async () => {
  const random = randomNumbers(20_26);
  const values = [0, 1, 2, 3, 7, 8, 16, 255, 256, 65535, 65536, 0x7fffffff, 0xffffffff];
  let read = 0;
  for (let i = 0; i < 3000; i++) {
    const fixture = tiffFixtures[random(tiffFixtures.length)]!;
    const bytes = fixture.bytes.slice();
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(4, bytes[0] === 0x49);
    const entries = directory < bytes.length - 14 ? Math.floor((bytes.length - directory - 14) / 12) : 0;
    for (let change = random(4); change >= 0; change--) {
      // Changes a value in the directory, or a byte anywhere.
      if (entries > 0 && random(2) === 0) {
        const at = directory + 2 + 12 * random(entries) + 4 * random(3);
        view.setUint32(at, values[random(values.length)]!, bytes[0] === 0x49);
      } else bytes[random(bytes.length)] = random(256);
    }
    const started = performance.now();
    if ((await outcome(bytes)) === 'read') read += 1;
    const elapsed = performance.now() - started;
    assert.ok(elapsed < 5000, `mutant ${i} of ${fixture.name} took ${elapsed} ms`);
  }
  assert.ok(read > 300, `only ${read} were read`);
});

test.run();
