/** The stack machine that executes pickles; see pickle.ts. */
import { HyperIqaError } from '../errors.ts';
import {
  depthOf,
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleOpaque,
  type PickleRules,
  PickleTuple,
  type PickleValue,
} from './pickle-values.ts';

/** Thrown when the pickle continues beyond the bytes that were read. */
export class PickleTruncated extends HyperIqaError {}

const longestName = 256;
/** The longest integer, in bytes; decoding one takes time quadratic in its length. */
const longestInteger = 1024;
/** The most values on the stack at once. Python's pickler puts at most 1,000 items of a list or dict there, but whole tuples. */
const mostStacked = 2 ** 16;
/** The deepest nesting of containers. Python's own pickler gives up at about 300. */
const mostNested = 500;
const mark = Symbol('mark');
const decoder = new TextDecoder();
const latin1 = new TextDecoder('latin1');

/**
 * A cursor over a pickle's bytes, a stack and a memo, without recursion. A value that the rules cannot build is not an error: it
 * becomes a PickleOpaque, and the reader that needs the value refuses it by its origin.
 */
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

  // Reading operands

  /** Moves past `length` bytes and returns where they begin. */
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

  /** The only big-endian operand of the format. */
  float64(): number {
    return this.#view.getFloat64(this.skip(8), false);
  }

  /** A little-endian two's complement integer; a bigint only beyond 2^53. */
  integer(length: number): number | bigint {
    if (length > longestInteger) this.fail(`an integer of ${length} bytes is too long`);
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

  /** A length, as 8 bytes. */
  uint64(): number {
    const length = Number(this.#view.getBigUint64(this.skip(8), true));
    return Number.isSafeInteger(length) ? length : this.fail('it contains a text or bytes of an impossible length');
  }

  /** Python 2's strings are bytes in an unknown encoding; the names of tensors are ASCII. */
  latin1(length: number): string {
    const begin = this.skip(length);
    return latin1.decode(this.#bytes.subarray(begin, begin + length));
  }

  line(): string {
    const begin = this.#position;
    while (this.uint8() !== 0x0a) {
      if (this.#position - begin > longestName) this.fail(`a name in it is longer than ${longestName} bytes`);
    }
    return decoder.decode(this.#bytes.subarray(begin, this.#position - 1));
  }

  // The stack

  push(value: PickleValue): void {
    if (depthOf(value) > mostNested) this.fail(`its values are nested more than ${mostNested} deep`);
    this.#grow(value);
  }

  pushMark(): void {
    this.#grow(mark);
  }

  #grow(value: PickleValue | typeof mark): void {
    if (this.#stack.length === mostStacked) this.fail(`it holds more than ${mostStacked} values at once`);
    this.#stack.push(value);
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

  // The opcodes' operations

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
    if (list instanceof PickleOpaque) return;
    if (!(list instanceof PickleList)) this.fail('it appends to something that is not a list');
    for (const item of items) {
      list.items.push(item);
      list.depth = this.#deeper(list.depth, item);
    }
  }

  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (dict instanceof PickleOpaque) return;
    if (!(dict instanceof PickleDict)) this.fail('it sets items of something that is not a dict');
    if (items.length % 2 !== 0) this.fail('a key in it has no value');
    for (let i = 0; i < items.length; i += 2) {
      dict.entries.set(items[i]!, items[i + 1]!);
      dict.depth = this.#deeper(dict.depth, items[i + 1]!);
    }
  }

  #deeper(depth: number, item: PickleValue): number {
    const deeper = Math.max(depth, 1 + depthOf(item));
    if (deeper > mostNested) this.fail(`its values are nested more than ${mostNested} deep`);
    return deeper;
  }

  /** Sets never hold weights. */
  addToSet(): void {
    if (!(this.top() instanceof PickleOpaque)) this.fail('it adds to something that is not a set');
  }

  pushGlobal(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string') this.fail('it names something that has no name');
    const full = `${module}.${name}`.slice(0, longestName);
    this.push(this.rules.globals.get(full) ?? new PickleGlobal(full));
  }

  /** REDUCE: calls a function. */
  call(): void {
    const [callee, args] = this.popMany(2);
    if (!(args instanceof PickleTuple)) this.fail('it calls something with arguments that are not a tuple');
    if (callee instanceof PickleGlobal && callee.call !== undefined) this.push(callee.call(args.items));
    else this.push(new PickleOpaque(this.#origin(callee!, args.items)));
  }

  /** NEWOBJ, NEWOBJ_EX, OBJ: creates an object of a class. */
  pushObjectOf(type: PickleValue, args: PickleValue): void {
    if (!(args instanceof PickleTuple)) this.fail('it makes an object with arguments that are not a tuple');
    this.push(new PickleOpaque(this.#origin(type, args.items)));
  }

  /** The name of what would build the value: the class, not the helper by which Python creates its objects. */
  #origin(callee: PickleValue, args: readonly PickleValue[]): string {
    if (callee instanceof PickleOpaque) return callee.origin;
    if (!(callee instanceof PickleGlobal)) this.fail('it calls something that is not a function');
    const [first] = args;
    return makers.has(callee.name) && first instanceof PickleGlobal ? first.name : callee.name;
  }

  /** BUILD sets attributes. On a dict they are PyTorch's version numbers; on a value that is not built they are useless. */
  dropAttributes(): void {
    this.pop();
    const target = this.top();
    if (target instanceof PickleDict || target instanceof PickleOpaque || target instanceof PickleGlobal) return;
    this.fail('it sets attributes of something that has none, which is refused');
  }
}

const makers: ReadonlySet<string> = new Set([
  'copyreg._reconstructor',
  'copy_reg._reconstructor',
  'copyreg.__newobj__',
  'copyreg.__newobj_ex__',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray._reconstruct',
]);
