/** Checkpoints of given tensors, as torch.save writes them. */
import { crc32 } from '../../tools/fuzz/crc32.ts';
import type { Array32 } from './mxnet-writer.ts';

/** How a checkpoint stores its state dict. */
export interface Wrapping {
  /** The key under which it is stored; if omitted, the checkpoint is the state dict itself. */
  readonly key?: string;
  /** Lists of numbers that are stored beside it, by their keys; only with `key`. */
  readonly lists?: Readonly<Record<string, readonly number[]>>;
}

const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const u16 = (value: number): Buffer => Buffer.from(Uint16Array.of(value).buffer);
const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from('X'), u32(Buffer.byteLength(value)), Buffer.from(value)]);
const integer = (value: number): Buffer => Buffer.concat([Buffer.from('J'), u32(value)]);
const tuple = (items: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')]);
const global = (name: string): Buffer => Buffer.from(`c${name.replace(/\.(?=[^.]*$)/, '\n')}\n`);
const list = (values: readonly number[]): Buffer => {
  const items = values.map((value) => {
    const bytes = Buffer.alloc(9, 'G');
    bytes.writeDoubleBE(value, 1);
    return bytes;
  });
  return Buffer.concat([Buffer.from(']('), ...items, Buffer.from('e')]);
};
const program = (...pieces: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([0x80, 2]), ...pieces, Buffer.from('.')]);

const strides = (shape: readonly number[]): readonly number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));

/** An OrderedDict of contiguous float32 tensors; `view` is the sixth item of a storage in the legacy format. */
function stateDict(tensors: readonly Array32[], view: readonly Buffer[]): Buffer {
  const items = tensors.flatMap(({ name, shape, values }, i) => {
    const storage = tuple([
      text('storage'),
      global('torch.FloatStorage'),
      text(String(i)),
      text('cpu'),
      integer(values.length / 4),
      ...view,
    ]);
    const hooks = Buffer.concat([global('collections.OrderedDict'), Buffer.from(')R')]);
    const args = [
      Buffer.concat([storage, Buffer.from('Q')]),
      integer(0),
      tuple(shape.map(integer)),
      tuple(strides(shape).map(integer)),
      Buffer.from([0x89]),
      hooks,
    ];
    return [text(name), global('torch._utils._rebuild_tensor_v2'), tuple(args), Buffer.from('R')];
  });
  return Buffer.concat([global('collections.OrderedDict'), Buffer.from(')R('), ...items, Buffer.from('u')]);
}

function wrapped(dict: Buffer, { key, lists = {} }: Wrapping): Buffer {
  if (key === undefined) return dict;
  const beside = Object.entries(lists).flatMap(([name, values]) => [text(name), list(values)]);
  return Buffer.concat([Buffer.from('}('), text(key), dict, ...beside, Buffer.from('u')]);
}

/** The container of torch.save before PyTorch 1.6. */
export function legacyCheckpoint(tensors: readonly Array32[]): Buffer {
  const magic = Buffer.concat([Buffer.from([0x8a, 10]), Buffer.from('6cfc9c46f9206aa85019', 'hex')]);
  const keys = Buffer.concat([Buffer.from(']('), ...tensors.map((_, i) => text(String(i))), Buffer.from('e')]);
  const storages = tensors.flatMap(({ values }) => [u32(values.length / 4), u32(0), Buffer.from(values)]);
  const heads = [program(magic), program(integer(1001)), program(Buffer.from('}'))];
  return Buffer.concat([...heads, program(stateDict(tensors, [Buffer.from('N')])), program(keys), ...storages]);
}

/** The container of torch.save since PyTorch 1.6. */
export function zipCheckpoint(tensors: readonly Array32[], wrapping: Wrapping = {}): Buffer {
  const entries = [
    { name: 'archive/data.pkl', content: program(wrapped(stateDict(tensors, []), wrapping)) },
    { name: 'archive/byteorder', content: Buffer.from('little') },
    ...tensors.map(({ values }, i) => ({ name: `archive/data/${i}`, content: Buffer.from(values) })),
  ];
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, content } of entries) {
    const size = u32(content.length);
    const common = [u16(0), u16(0), u16(0), u32(0), u32(crc32([content])), size, size, u16(name.length), u16(0)];
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), ...common, Buffer.from(name), content]);
    central.push(
      Buffer.from('PK\x01\x02'),
      u16(0),
      ...common,
      u16(0),
      u16(0),
      u16(0),
      u32(0),
      u32(at),
      Buffer.from(name),
    );
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const counts = [u16(0), u16(0), u16(entries.length), u16(entries.length)];
  const end = Buffer.concat([Buffer.from('PK\x05\x06'), ...counts, u32(directory.length), u32(at), u16(0)]);
  return Buffer.concat([...locals, directory, end]);
}
