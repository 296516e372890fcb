/**
 * Reads HDF5 as h5py writes it by default: superblock 0, object headers of version 1, groups as B-trees of symbol tables.
 * Structures are read on demand and their bytes counted, which limits the work that a damaged file can cause. Format: "HDF5 File
 * Format Specification Version 3.0", The HDF Group.
 */
import { HyperIqaError } from '../errors.ts';
import type { ByteSource } from './tensor-file.ts';

/** The structures of a weight file take some hundred KB. Values are not counted. */
const mostBytes = 64 * 2 ** 20;
const mostReads = 200_000;
const longestString = 16 * 2 ** 20;

const undefinedAddress = 2n ** 64n - 1n;
const remedy = "It may be written for newer versions of HDF5 only: save it by h5py.File(name, 'w') without libver";

export type MessageKind = 'dataspace' | 'datatype' | 'layout' | 'filters' | 'attribute' | 'group';

const messageKinds: ReadonlyMap<number, MessageKind | 'continuation'> = new Map([
  [0x01, 'dataspace'],
  [0x03, 'datatype'],
  [0x08, 'layout'],
  [0x0b, 'filters'],
  [0x0c, 'attribute'],
  [0x10, 'continuation'],
  [0x11, 'group'],
]);

export interface Message {
  readonly kind: MessageKind;
  readonly data: Bytes;
}

interface HeapObject {
  readonly at: number;
  readonly size: number;
}

export class Hdf5File {
  readonly source: ByteSource;
  readonly #members = new WeakMap<readonly Message[], Promise<ReadonlyMap<string, number> | undefined>>();
  #bytes = 0;
  readonly #collections = new Map<number, ReadonlyMap<number, HeapObject>>();
  #reads = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  fail(problem: string): never {
    throw new HyperIqaError('FORMAT', `${this.source.name}: not an HDF5 file that can be read: ${problem}.`);
  }

  /** Reads a structure. @throws HyperIqaError FORMAT beyond the file's end, or when too many bytes were read. */
  async read(address: number, length: number): Promise<Bytes> {
    this.#bytes += length;
    if (++this.#reads > mostReads || this.#bytes > mostBytes) this.fail('its structures never end; it is damaged');
    return new Bytes(this, await this.source.read(address, length));
  }

  /** The address of the root group's object header. */
  async root(): Promise<number> {
    const version = (await this.read(8, 1)).u8(0);
    if (version > 1) this.fail(`its superblock has version ${version}. ${remedy}`);
    const start = version === 0 ? 24 : 28;
    const head = await this.read(0, start + 48);
    if (head.u8(13) !== 8 || head.u8(14) !== 8) this.fail('its addresses do not have 8 bytes');
    if (head.u64(start) !== 0) this.fail('its addresses do not count from its beginning');
    const end = head.u64(start + 16);
    if (end > this.source.size) this.fail(`it has ${this.source.size} of ${end} bytes; it is truncated: get it again`);
    return head.u64(start + 40);
  }

  /** The messages of an object's header, which describe the object and its contents. */
  async messages(address: number): Promise<readonly Message[]> {
    const head = await this.read(address, 16);
    if (head.u8(0) !== 1) this.fail(`there is no object header of version 1 at byte ${address}. ${remedy}`);
    const blocks: (readonly [address: number, length: number])[] = [[address + 16, head.u32(8)]];
    const messages: Message[] = [];
    // Every continuation block is read and counted, so a block that refers to itself ends at the limit.
    for (let i = 0; i < blocks.length; i++) {
      const block = await this.read(...blocks[i]!);
      for (let at = 0; at + 8 <= block.length; ) {
        const kind = messageKinds.get(block.u16(at));
        const data = block.part(at + 8, block.u16(at + 2));
        if (kind !== undefined && (block.u8(at + 4) & 2) !== 0) this.fail(`a ${kind} is shared between objects`);
        if (kind === 'continuation') blocks.push([data.u64(0), data.u64(8)]);
        else if (kind !== undefined) messages.push({ kind, data });
        at += 8 + data.length;
      }
    }
    return messages;
  }

  /** A group's members: names and addresses of object headers. Soft and external links are left out. */
  members(messages: readonly Message[]): Promise<ReadonlyMap<string, number> | undefined> {
    const known = this.#members.get(messages) ?? this.#readMembers(messages);
    this.#members.set(messages, known);
    return known;
  }

  async #readMembers(messages: readonly Message[]): Promise<ReadonlyMap<string, number> | undefined> {
    const table = messages.find(({ kind }) => kind === 'group')?.data;
    if (table === undefined) return undefined;
    const heap = await this.read(table.u64(8), 32);
    this.#expect(heap, 'HEAP');
    const names = await this.read(heap.u64(24), heap.u64(8));
    const members = new Map<string, number>();
    const nodes = [table.u64(0)];
    for (let next = nodes.pop(); next !== undefined; next = nodes.pop()) {
      const node = await this.read(next, 24);
      this.#expect(node, 'TREE');
      const count = node.u16(6);
      const children = await this.read(next + 24, 16 * count + 8);
      const addresses = Array.from({ length: count }, (_, i) => children.u64(16 * i + 8));
      if (node.u8(5) > 0) nodes.push(...addresses);
      else for (const address of addresses) await this.#addSymbols(address, names, members);
    }
    return members;
  }

  async #addSymbols(address: number, names: Bytes, members: Map<string, number>): Promise<void> {
    const head = await this.read(address, 8);
    this.#expect(head, 'SNOD');
    const count = head.u16(6);
    const entries = await this.read(address + 8, 40 * count);
    for (let i = 0; i < count; i++) {
      const isLink = entries.u32(40 * i + 16) === 2;
      if (!isLink) members.set(names.textUntilZero(entries.u64(40 * i)), entries.u64(40 * i + 8));
    }
  }

  /** Reads a variable-length string, which is stored in a global heap. */
  async heapString(length: number, collection: number, index: number): Promise<string> {
    if (length === 0) return '';
    if (length > longestString) this.fail(`a string has ${length} bytes`);
    const known = this.#collections.get(collection) ?? (await this.#readCollection(collection));
    this.#collections.set(collection, known);
    const object = known.get(index);
    if (object === undefined || object.size < length) {
      return this.fail(`object ${index} of the heap at byte ${collection} is not there`);
    }
    return (await this.read(object.at, length)).text(0, length);
  }

  /** Maps a heap's object numbers to their locations. Each heap is walked only once, since lists of names use few heaps. */
  async #readCollection(collection: number): Promise<ReadonlyMap<number, HeapObject>> {
    const head = await this.read(collection, 16);
    this.#expect(head, 'GCOL');
    const end = collection + head.u64(8);
    const objects = new Map<number, HeapObject>();
    for (let at = collection + 16; at + 16 <= end; ) {
      const object = await this.read(at, 16);
      const size = object.u64(8);
      const id = object.u16(0);
      if (id === 0) break;
      objects.set(id, { at: at + 16, size });
      at += 16 + 8 * Math.ceil(size / 8);
    }
    return objects;
  }

  #expect(bytes: Bytes, signature: string): void {
    if (bytes.text(0, 4) !== signature) this.fail(`"${signature}" is missing where it was expected; it is damaged`);
  }
}

/** Reads little-endian numbers of a structure, within its bounds. */
export class Bytes {
  readonly #file: Hdf5File;
  readonly #view: DataView;

  constructor(file: Hdf5File, bytes: Uint8Array) {
    this.#file = file;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#view.byteLength;
  }

  #checked(at: number, length: number): number {
    return at + length <= this.length ? at : this.#file.fail('a structure is cut off; it is damaged');
  }

  u8(at: number): number {
    return this.#view.getUint8(this.#checked(at, 1));
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#checked(at, 2), true);
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#checked(at, 4), true);
  }

  /** An address or size. Values beyond 2^53 are rounded, but lie outside any file either way. */
  u64(at: number): number {
    return Number(this.#view.getBigUint64(this.#checked(at, 8), true));
  }

  isUndefined(at: number): boolean {
    return this.#view.getBigUint64(this.#checked(at, 8), true) === undefinedAddress;
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#checked(at, length), length);
  }

  part(at: number, length: number): Bytes {
    return new Bytes(this.#file, this.bytes(at, length));
  }

  text(at: number, length: number): string {
    return new TextDecoder().decode(this.bytes(at, length));
  }

  textUntilZero(at: number): string {
    let end = this.#checked(at, 1);
    while (end < this.length && this.#view.getUint8(end) !== 0) end++;
    return this.text(at, end - at);
  }
}
