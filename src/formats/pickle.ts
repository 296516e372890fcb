/**
 * Reads Python pickles (protocols 2 to 5). A pickle is a program that may call anything in Python; here it can only build plain
 * data and call the few functions that the rules provide. Any other value becomes a PickleOpaque, which holds only a name. Steps,
 * stack and nesting are bounded, and no step allocates more than its operand's length, so the length of the pickle bounds time
 * and memory. Opcodes: https://github.com/python/cpython/blob/main/Lib/pickletools.py
 */
import { PickleMachine } from './pickle-machine.ts';
import {
  PickleDict,
  PickleList,
  PickleOpaque,
  type PickleRules,
  PickleTuple,
  type PickleValue,
} from './pickle-values.ts';
import { saveWeightsAlone } from './remedies.ts';

/** A state dict of 1,000 tensors takes 60,000 steps; a list takes one for each number. */
const mostSteps = 1_000_000;

type Operation = (machine: PickleMachine) => void;

const bytes = (machine: PickleMachine, length: number): void => {
  machine.skip(length);
  machine.push(new PickleOpaque('bytes'));
};

const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x80, checkProtocol], // PROTO
  // The frame's length is a hint for buffered readers.
  [0x95, (m) => void m.skip(8)], // FRAME
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4b, (m) => m.push(m.uint8())], // BININT1
  [0x4d, (m) => m.push(m.uint16())], // BININT2
  [0x4a, (m) => m.push(m.int32())], // BININT
  [0x8a, (m) => m.push(m.integer(m.uint8()))], // LONG1
  [0x8b, (m) => m.push(m.integer(m.uint32()))], // LONG4
  [0x47, (m) => m.push(m.float64())], // BINFLOAT
  [0x8c, (m) => m.push(m.text(m.uint8()))], // SHORT_BINUNICODE
  [0x58, (m) => m.push(m.text(m.uint32()))], // BINUNICODE
  [0x8d, (m) => m.push(m.text(m.uint64()))], // BINUNICODE8
  [0x55, (m) => m.push(m.latin1(m.uint8()))], // SHORT_BINSTRING
  [0x54, (m) => m.push(m.latin1(m.uint32()))], // BINSTRING
  [0x43, (m) => bytes(m, m.uint8())], // SHORT_BINBYTES
  [0x42, (m) => bytes(m, m.uint32())], // BINBYTES
  [0x8e, (m) => bytes(m, m.uint64())], // BINBYTES8
  [0x96, (m) => bytes(m, m.uint64())], // BYTEARRAY8
  [0x28, (m) => m.pushMark()], // MARK
  [0x30, (m) => void m.pop()], // POP
  [0x31, (m) => void m.popToMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  [0x5d, (m) => m.push(new PickleList())], // EMPTY_LIST
  [0x61, (m) => m.append([m.pop()])], // APPEND
  [0x65, (m) => m.append(m.popToMark())], // APPENDS
  [0x29, (m) => m.push(new PickleTuple([]))], // EMPTY_TUPLE
  [0x85, (m) => m.push(new PickleTuple(m.popMany(1)))], // TUPLE1
  [0x86, (m) => m.push(new PickleTuple(m.popMany(2)))], // TUPLE2
  [0x87, (m) => m.push(new PickleTuple(m.popMany(3)))], // TUPLE3
  [0x74, (m) => m.push(new PickleTuple(m.popToMark()))], // TUPLE
  [0x7d, (m) => m.push(new PickleDict())], // EMPTY_DICT
  [0x73, (m) => m.setItems(m.popMany(2))], // SETITEM
  [0x75, (m) => m.setItems(m.popToMark())], // SETITEMS
  [0x8f, (m) => m.push(new PickleOpaque('set'))], // EMPTY_SET
  [0x90, addItems], // ADDITEMS
  [0x91, frozenSet], // FROZENSET
  [0x63, (m) => m.pushGlobal(m.line(), m.line())], // GLOBAL
  [0x93, pushNamedOnStack], // STACK_GLOBAL
  [0x52, (m) => m.call()], // REDUCE
  [0x81, newObject], // NEWOBJ
  [0x92, newObjectWithKeywords], // NEWOBJ_EX
  [0x6f, objectAfterMark], // OBJ
  [0x69, instance], // INST
  [0x62, (m) => m.dropAttributes()], // BUILD
  [0x51, (m) => m.push(m.rules.persistent(m.pop()))], // BINPERSID
  [0x71, (m) => m.remember(m.uint8())], // BINPUT
  [0x72, (m) => m.remember(m.uint32())], // LONG_BINPUT
  [0x94, (m) => m.remember(m.memo.size)], // MEMOIZE
  [0x68, (m) => m.recall(m.uint8())], // BINGET
  [0x6a, (m) => m.recall(m.uint32())], // LONG_BINGET
]);
const STOP = 0x2e;

/** Opcodes that PyTorch never writes, so that a refusal can name them; others are refused by number. */
const refusedNames: ReadonlyMap<number, string> = new Map([
  [0x50, 'PERSID'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  [0x97, 'NEXT_BUFFER'],
  [0x98, 'READONLY_BUFFER'],
]);

function checkProtocol(machine: PickleMachine): void {
  const protocol = machine.uint8();
  if (protocol < 2 || protocol > 5) machine.fail(`its protocol ${protocol} is none of 2 to 5`);
}

function pushNamedOnStack(machine: PickleMachine): void {
  const [module, name] = machine.popMany(2);
  machine.pushGlobal(module!, name!);
}

function addItems(machine: PickleMachine): void {
  machine.popToMark();
  machine.addToSet();
}

function frozenSet(machine: PickleMachine): void {
  machine.popToMark();
  machine.push(new PickleOpaque('frozenset'));
}

function newObject(machine: PickleMachine): void {
  const [type, args] = machine.popMany(2);
  machine.pushObjectOf(type!, args!);
}

function newObjectWithKeywords(machine: PickleMachine): void {
  const [type, args] = machine.popMany(3);
  machine.pushObjectOf(type!, args!);
}

/** The class and its arguments are on the stack above a mark. */
function objectAfterMark(machine: PickleMachine): void {
  const [type, ...args] = machine.popToMark();
  if (type === undefined) machine.fail('it makes an object without a class');
  machine.pushObjectOf(type, new PickleTuple(args));
}

/** The opcode names the class; its arguments are on the stack above a mark. */
function instance(machine: PickleMachine): void {
  machine.popToMark();
  machine.pushGlobal(machine.line(), machine.line());
  machine.pushObjectOf(machine.pop(), new PickleTuple([]));
}

export interface PickleResult {
  readonly value: PickleValue;
  /** Index of the byte after the pickle. */
  readonly end: number;
}

/**
 * Reads one pickle from `start`.
 * @throws HyperIqaError FORMAT; the subclass PickleTruncated when the bytes end before the pickle does.
 */
export function unpickle(bytes: Uint8Array, start: number, rules: PickleRules, fileName: string): PickleResult {
  const machine = new PickleMachine(bytes, start, rules, fileName);
  for (let step = 0; step < mostSteps; step++) {
    const code = machine.uint8();
    if (code === STOP) {
      const value = machine.pop();
      if (!machine.isEmpty) machine.fail('its stack is not empty at the end');
      return { value, end: machine.position };
    }
    const operation = operations.get(code);
    if (operation === undefined) {
      const name = refusedNames.get(code) ?? `0x${code.toString(16).padStart(2, '0')}`;
      return machine.fail(`its opcode ${name} is refused: no PyTorch file has it`);
    }
    operation(machine);
  }
  return machine.fail(`it takes more than ${mostSteps} steps, far beyond any state dict. ${saveWeightsAlone}`);
}
