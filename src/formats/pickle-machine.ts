import { HyperIqaError } from '../errors.ts';
import {
  PickleDict,
  PickleGlobal,
  PickleList,
  type PickleRules,
  PickleTuple,
  type PickleValue,
} from './pickle-values.ts';

/** The pickle goes on beyond the bytes at hand. */
export class PickleTruncated extends HyperIqaError {}

const longestName = 256;
const mark = Symbol('mark');
const decoder = new TextDecoder();

/** The stack machine that a pickle is a program for: a cursor over its bytes, a stack, a memo. Nothing recurses. */
export class PickleMachine {
  readonly memo = new Map<number, PickleValue>();
  readonly rules: PickleRules;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fileName: string;
  readonly #stack: (PickleValue | typeof mark)[] = [];
  #position: number;

  constructor(bytes: Uint8Array, start: number, rules: PickleRules, fileName: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.rules = rules;
    this.#fileName = fileName;
    this.#position = start;
  }

  get position(): number {
    return this.#position;
  }

  get isEmpty(): boolean {
    return this.#stack.length === 0;
  }

  fail(problem: string): never {
    throw new HyperIqaError(
      'FORMAT',
      `${this.#fileName}: its pickle is refused at byte ${this.#position}: ${problem}.`,
    );
  }

  // Reading operands.

  /** Moves past `length` bytes; returns where they begin. */
  skip(length: number): number {
    const begin = this.#position;
    if (length > this.#bytes.length - begin) {
      throw new PickleTruncated('FORMAT', `${this.#fileName}: its pickle is cut off at byte ${this.#bytes.length}.`);
    }
    this.#position = begin + length;
    return begin;
  }

  uint8(): number {
    return this.#bytes[this.skip(1)]!;
  }

  uint16(): number {
    return this.#view.getUint16(this.skip(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.skip(4), true);
  }

  /** Pickle's only big-endian operand. */
  float64(): number {
    return this.#view.getFloat64(this.skip(8), false);
  }

  /** A two's complement little-endian integer; a bigint only beyond 2^53. */
  integer(length: number): number | bigint {
    const begin = this.skip(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[begin + i]!);
    if (length > 0 && this.#bytes[begin + length - 1]! >= 0x80) value -= 1n << BigInt(8 * length);
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }

  text(length: number): string {
    const begin = this.skip(length);
    return decoder.decode(this.#bytes.subarray(begin, begin + length));
  }

  line(): string {
    const begin = this.#position;
    while (this.uint8() !== 0x0a) {
      if (this.#position - begin > longestName) this.fail(`a name in it is longer than ${longestName} bytes`);
    }
    return decoder.decode(this.#bytes.subarray(begin, this.#position - 1));
  }

  // The stack.

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pushMark(): void {
    this.#stack.push(mark);
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === mark) return this.fail('its stack runs empty');
    return value;
  }

  pop(): PickleValue {
    const value = this.top();
    this.#stack.length--;
    return value;
  }

  popMany(count: number): PickleValue[] {
    const values = new Array<PickleValue>(count);
    for (let i = count - 1; i >= 0; i--) values[i] = this.pop();
    return values;
  }

  popToMark(): PickleValue[] {
    const values: PickleValue[] = [];
    for (;;) {
      const value = this.#stack.pop();
      if (value === undefined) return this.fail('a mark is missing in it');
      if (value === mark) return values.reverse();
      values.push(value);
    }
  }

  // What opcodes do with it.

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) this.fail(`it recalls memo ${index}, which was never set`);
    this.push(value);
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!(list instanceof PickleList)) this.fail('it appends to something that is no list');
    for (const item of items) list.items.push(item);
  }

  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof PickleDict)) this.fail('it sets items of something that is no dict');
    if (items.length % 2 !== 0) this.fail('a key in it has no value');
    for (let i = 0; i < items.length; i += 2) dict.entries.set(items[i]!, items[i + 1]!);
  }

  pushGlobal(module: PickleValue, name: PickleValue): void {
    const found = this.rules.globals.get(`${String(module)}.${String(name)}`);
    if (found === undefined) {
      const shown =
        typeof module === 'string' && typeof name === 'string' ? `${module}.${name}` : 'something without name';
      this.fail(
        `it names ${JSON.stringify(shown.slice(0, longestName))}, which weights do not need and which is never run. ` +
          'If you trust the file, load it in Python and save its weights alone: torch.save(model.state_dict(), file)',
      );
    }
    this.push(found);
  }

  call(): void {
    const [callee, args] = this.popMany(2);
    if (!(callee instanceof PickleGlobal) || callee.call === undefined || !(args instanceof PickleTuple)) {
      const what = callee instanceof PickleGlobal ? callee.name : 'something that is no function';
      this.fail(`it calls ${what}, which is refused`);
    }
    this.push(callee.call(args.items));
  }

  /** Sets attributes. Only OrderedDict._metadata, PyTorch's version numbers, has a reason to be there; it is dropped. */
  dropAttributes(): void {
    const state = this.pop();
    if (!(this.top() instanceof PickleDict) || !(state instanceof PickleDict)) {
      this.fail('it sets attributes of something that is no OrderedDict, which is refused');
    }
  }
}
