/** A megabyte of anything that could slow down a reader takes at most seconds of processor time. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion } from '../../src/convert/convert.ts';
import { HyperIqaError } from '../../src/errors.ts';
import { processorSeconds } from '../processor-time.ts';
import { open } from './fixture.ts';

const text = (content: string) => Uint8Array.from(content, (character) => character.charCodeAt(0));
type Part = string | Uint8Array;
const concat = (parts: readonly Part[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? text(part) : part))));
const joined = (...parts: readonly Part[]) => concat(parts);
const u32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);
const unicode = (value: string) => joined('X', u32(value.length), value);

/** A checkpoint in the format before 1.6: the object that the opcodes leave on the stack, and a storage of one float. */
function checkpoint(...opcodes: readonly (string | Uint8Array)[]): Uint8Array {
  const magic = joined('\x80\x02\x8a\x0a', Buffer.from('6cfc9c46f9206aa85019', 'hex'), '.');
  const facts = joined('\x80\x02J', u32(1001), '.\x80\x02}', unicode('little_endian'), '\x88s.');
  return joined(magic, facts, '\x80\x02', ...opcodes, '.\x80\x02]', unicode('0'), 'a.', u32(1), u32(0), u32(0));
}

/** Opcodes that leave a tensor of one float on the stack and in the memo. */
const tensor = joined(
  ...['ctorch._utils\n_rebuild_tensor_v2\n((', unicode('storage'), 'ctorch\nFloatStorage\n', unicode('0')],
  ...[unicode('cpu'), 'K\x01NtQK\x00K\x01\x85K\x01\x85\x89}tRq\x00'],
);
const remembered = 'h\x00';
const many = (count: number, part: (i: number) => string | Uint8Array) =>
  concat(Array.from({ length: count }, (_, i) => part(i)));

function zip(count: number): Uint8Array {
  const entry = (i: number) => {
    const name = i === 0 ? 'a/data.pkl' : `a/data/${i}`;
    return joined('PK\x01\x02', '\0'.repeat(24), text(String.fromCharCode(name.length)), '\0'.repeat(17), name);
  };
  const directory = many(count, entry);
  const zip64 = joined(
    'PK\x06\x06',
    '\0'.repeat(28),
    u32(count),
    u32(0),
    u32(directory.length),
    u32(0),
    u32(4),
    u32(0),
  );
  const locator = joined('PK\x06\x07', u32(0), u32(4 + directory.length), u32(0), u32(1));
  return joined('PK\x03\x04', directory, zip64, locator, 'PK\x05\x06', '\0'.repeat(18));
}

function safetensors(count: number): Uint8Array {
  const entries = Array.from({ length: count }, (_, i) => `"t${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`);
  const header = `{${entries.join(',')}}`;
  return joined(u32(header.length), u32(0), header);
}

function caffe(count: number, fill: (writer: BinaryWriter, i: number) => void): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string('net');
  for (let i = 0; i < count; i++) fill(writer, i);
  return writer.finish();
}

const inputs: Readonly<Record<string, () => Uint8Array>> = {
  'a zip of 40,000 entries': () => zip(40_000),
  'a zip whose comment is full of end records': () => joined('PK\x03\x04', 'PK\x05\x06'.repeat(16_000)),
  'a safetensors header of 60,000 tensors': () => safetensors(60_000),
  'a safetensors header of brackets': () => joined(u32(1e6), u32(0), '{', '['.repeat(1e6 - 1)),
  'a Caffe model of 60,000 layers': () =>
    caffe(60_000, (writer, i) => {
      writer.tag(100, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).string(`l${i}`).join();
    }),
  'a Caffe layer of nested groups': () => joined('\x0a\x00\xa2\x06\xa0\x8d\x06', text('\x1b'.repeat(100_000))),
  'a pickle of 30,000 dict entries at once': () =>
    checkpoint(
      '}(',
      many(30_000, (i) => joined('J', u32(i), 'N')),
      'u',
    ),
  'a pickle of 100,000 names of one tensor': () =>
    checkpoint(
      '}q\x01',
      unicode('t'),
      tensor,
      's',
      many(80_000, (i) => joined(unicode(`n${i}`), remembered, 's')),
    ),
  'a pickle of lists that hold each other twice': () =>
    checkpoint(
      ']q\x01',
      tensor,
      'a',
      many(400, () => '0](h\x01h\x01eq\x01'),
    ),
  'a pickle of long keys on the way to 20,000 tensors': () => {
    const key = unicode('k'.repeat(120));
    return checkpoint(
      '}',
      key,
      '}',
      key,
      '}',
      key,
      '}',
      tensor,
      '0',
      many(20_000, (i) => joined(unicode(`n${i}`), remembered, 's')),
      'sss',
    );
  },
  'a pickle of keys that lead to one name': () =>
    checkpoint(
      '](',
      tensor,
      many(20_000, () =>
        joined('}', unicode('a.b'), remembered, 's}', unicode('a'), '}', unicode('b'), remembered, 'ss'),
      ),
      'e',
    ),
  'a pickle of long integers': () =>
    checkpoint(
      '](',
      many(900, () => joined('\x8b', u32(1024), 'x'.repeat(1024))),
      'e',
    ),
  'a pickle of names with dots': () =>
    checkpoint(
      '}',
      unicode('t'),
      tensor,
      's',
      many(3000, (i) => joined(unicode(`${'a.'.repeat(250)}${i}`), remembered, 's')),
    ),
};

for (const [what, make] of Object.entries(inputs)) {
  test(`${what}: read or refused within seconds`, async () => {
    const bytes = make();
    let problem: unknown = null;
    const seconds = await processorSeconds(async () => {
      try {
        await planConversion(await open(bytes), { dtype: 'f32', sourceSha256: '' });
      } catch (error) {
        problem = error;
      }
    });
    assert.instance(problem, HyperIqaError, String(problem));
    assert.ok(seconds < 4, `${seconds.toFixed(1)} s for ${bytes.length} bytes`);
  });
}

test.run();
