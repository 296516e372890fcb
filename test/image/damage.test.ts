/** Damaged files: refused if Pillow refuses them, otherwise read with Pillow's pixels and a warning. */
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';

import type { DecodedPhoto } from '../../src/image/photo.ts';
import { crc32 } from '../../src/image/png/crc32.ts';
import { decodePhotoBytes } from '../../src/platform/decode.ts';
import { sha256 } from './fixture.ts';
import { mutantsOf } from './mutants.ts';

const folder = 'test/fixtures/image/files';
const endOfImage = Buffer.from([0xff, 0xd9]);

async function decodeOrNull(bytes: Uint8Array, name: string): Promise<DecodedPhoto | null> {
  try {
    return await decodePhotoBytes(bytes, name);
  } catch (error) {
    if (error instanceof HyperIqaError && error.code === 'IMAGE') return null;
    throw error;
  }
}

async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await decodePhotoBytes(bytes, 'a.jpg');
  } catch (error) {
    if (error instanceof HyperIqaError) return error.message;
    throw error;
  }
  return 'no error';
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

for (const [format, names] of [
  ['JPEG', /\.jpg$/],
  ['PNG', /\.png$/],
  ['GIF', /\.gif$/],
  ['WebP', /\.webp$/],
  ['AVIF', /\.avif$/],
] as const) {
  test(`every ${format} mutant is read or refused as by Pillow, with its pixels`, async () => {
    const mutants = mutantsOf(names);
    const unlike: string[] = [];
    for (const { name, bytes, sha256: expected } of mutants) {
      const photo = await decodeOrNull(bytes, name);
      const found = photo === null ? null : sha256(photo.data);
      if (found !== expected)
        unlike.push(`${name}: ${found === null ? 'refused' : expected === null ? 'read' : 'other pixels'}`);
    }
    assert.ok(mutants.length >= 40);
    assert.equal(unlike, [], `${unlike.length} of ${mutants.length}`);
  });
}

test('a JPEG that ends too early but has an end marker is read with a warning', async () => {
  const bytes = await readFile(`${folder}/rgb-420.jpg`);
  const { warnings } = await decodePhotoBytes(Buffer.concat([bytes.subarray(0, -150), endOfImage]), 'a.jpg');
  assert.is(warnings.length, 1);
  assert.match(warnings[0], /JPEG data are damaged \(premature end of data segment\): a part/);
});

test('a JPEG with a meaningless marker before its picture is refused, as by Pillow', async () => {
  const bytes = await readFile(`${folder}/rgb-420.jpg`);
  const behindStart = 2;
  const marked = Buffer.concat([
    bytes.subarray(0, behindStart),
    Buffer.from([0xff, 0x01]),
    bytes.subarray(behindStart),
  ]);
  assert.match(await refusal(marked), /is damaged.*unknown marker/);
});

test('a GIF whose graphic control extension is too short is refused, as by Pillow', async () => {
  const bytes = await readFile(`${folder}/transparent.gif`);
  const at = bytes.indexOf(Buffer.from([0x21, 0xf9, 4])) + 3;
  for (const control of [
    [1, 0],
    [2, 0, 0],
    [3, 1, 0, 0],
  ]) {
    const cut = Buffer.concat([bytes.subarray(0, at - 1), Buffer.from(control), bytes.subarray(at + 4)]);
    assert.match(await refusal(cut), /is damaged.*graphic control is cut off/, String(control));
  }
});

test('surplus bytes after the picture of a JPEG are reported', async () => {
  const bytes = await readFile(`${folder}/rgb-444.jpg`);
  const inserted = Buffer.concat([bytes.subarray(0, -2), Buffer.alloc(40, 1), endOfImage]);
  const { warnings } = await decodePhotoBytes(inserted, 'a.jpg');
  assert.match(warnings[0], /\(\d+ extraneous bytes before marker 0xd9\)/);
});

test('a stray marker, a missing header and a second picture in a JPEG are named', async () => {
  const bytes = await readFile(`${folder}/rgb-420.jpg`);
  const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  const stray = Buffer.from(bytes);
  stray.set([0xff, 0x33], scan + 100);
  assert.match(await refusal(stray), /damaged or incomplete: its JPEG data contain the unknown marker 0x33/);
  const headless = Buffer.concat([bytes.subarray(0, frame), bytes.subarray(frame + 19)]);
  assert.match(await refusal(headless), /damaged or incomplete: its JPEG data begin a scan before the header/);
  const twice = Buffer.concat([bytes.subarray(0, -2), bytes.subarray(frame, frame + 19), endOfImage]);
  assert.match(await refusal(twice), /damaged or incomplete: its JPEG data begin a second picture/);
});

test('a PNG whose animation has a frame out of order or outside the picture is refused, as by Pillow', async () => {
  const bytes = await readFile(`${folder}/rgb.png`);
  const endOfHeader = 33;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const animated = (number: number, frameWidth: number) => {
    const [control, frame] = [Buffer.alloc(8), Buffer.alloc(26)];
    control.writeUInt32BE(2);
    for (const [index, value] of [number, frameWidth, height].entries()) frame.writeUInt32BE(value, 4 * index);
    const chunks = [pngChunk('acTL', control), pngChunk('fcTL', frame)];
    return Buffer.concat([bytes.subarray(0, endOfHeader), ...chunks, bytes.subarray(endOfHeader)]);
  };
  assert.is(await refusal(animated(0, width)), 'no error');
  for (const wrong of [animated(1, width), animated(0, width + 1)]) {
    assert.match(await refusal(wrong), /damaged or incomplete: its animation has frames that do not follow or fit/);
  }
});

test('unsupported kinds of JPEG are named and not called damaged', async () => {
  const bytes = await readFile(`${folder}/rgb-420.jpg`);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  const changed = (offset: number, value: number) => {
    const copy = Buffer.from(bytes);
    copy[frame + offset] = value;
    return refusal(copy);
  };
  for (const [message, kind] of [
    [await changed(1, 0xc3), /it is a lossless JPEG/],
    [await changed(1, 0xc5), /it is a hierarchical JPEG/],
    [await changed(4, 12), /it is a JPEG with 12 bits/],
  ] as const) {
    assert.match(message, kind);
    assert.not.match(message, 'damaged');
  }
});

test('sound photos have no warnings', async () => {
  for (const name of ['cat', 'coffee', 'coffee-blurred', 'coffee-compressed', 'grace-hopper']) {
    assert.equal((await decodePhotoBytes(await readFile(`samples/${name}.jpg`), name)).warnings, [], name);
  }
});

test.run();
