/**
 * A reader for Python pickles (protocols 2 to 5) as PyTorch writes them. A pickle is a program that may name and call
 * anything in Python; here it may only build plain data and call the few functions that the rules allow. Opcodes and
 * globals beyond those are refused by name. The number of steps is bounded, and none allocates more than its operand's
 * length, so the length of the pickle bounds time and memory.
 * Opcodes: https://github.com/python/cpython/blob/main/Lib/pickletools.py
 */
import { PickleMachine } from './pickle-machine.ts';
import { PickleDict, PickleList, type PickleRules, PickleTuple, type PickleValue } from './pickle-values.ts';

/** A state dict of 1,000 tensors takes 60,000 steps. */
const mostSteps = 1_000_000;

interface Operation {
  readonly name: string;
  run(machine: PickleMachine): void;
}

const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x80, { name: 'PROTO', run: checkProtocol }],
  // The length of the frame is a hint for buffered readers.
  [0x95, { name: 'FRAME', run: (m) => void m.skip(8) }],
  [0x4e, { name: 'NONE', run: (m) => m.push(null) }],
  [0x88, { name: 'NEWTRUE', run: (m) => m.push(true) }],
  [0x89, { name: 'NEWFALSE', run: (m) => m.push(false) }],
  [0x4b, { name: 'BININT1', run: (m) => m.push(m.uint8()) }],
  [0x4d, { name: 'BININT2', run: (m) => m.push(m.uint16()) }],
  [0x4a, { name: 'BININT', run: (m) => m.push(m.int32()) }],
  [0x8a, { name: 'LONG1', run: (m) => m.push(m.integer(m.uint8())) }],
  [0x47, { name: 'BINFLOAT', run: (m) => m.push(m.float64()) }],
  [0x8c, { name: 'SHORT_BINUNICODE', run: (m) => m.push(m.text(m.uint8())) }],
  [0x58, { name: 'BINUNICODE', run: (m) => m.push(m.text(m.uint32())) }],
  [0x28, { name: 'MARK', run: (m) => m.pushMark() }],
  [0x5d, { name: 'EMPTY_LIST', run: (m) => m.push(new PickleList()) }],
  [0x61, { name: 'APPEND', run: (m) => m.append([m.pop()]) }],
  [0x65, { name: 'APPENDS', run: (m) => m.append(m.popToMark()) }],
  [0x29, { name: 'EMPTY_TUPLE', run: (m) => m.push(new PickleTuple([])) }],
  [0x85, { name: 'TUPLE1', run: (m) => m.push(new PickleTuple(m.popMany(1))) }],
  [0x86, { name: 'TUPLE2', run: (m) => m.push(new PickleTuple(m.popMany(2))) }],
  [0x87, { name: 'TUPLE3', run: (m) => m.push(new PickleTuple(m.popMany(3))) }],
  [0x74, { name: 'TUPLE', run: (m) => m.push(new PickleTuple(m.popToMark())) }],
  [0x7d, { name: 'EMPTY_DICT', run: (m) => m.push(new PickleDict()) }],
  [0x73, { name: 'SETITEM', run: (m) => m.setItems(m.popMany(2)) }],
  [0x75, { name: 'SETITEMS', run: (m) => m.setItems(m.popToMark()) }],
  [0x63, { name: 'GLOBAL', run: (m) => m.pushGlobal(m.line(), m.line()) }],
  [0x93, { name: 'STACK_GLOBAL', run: pushNamedOnStack }],
  [0x52, { name: 'REDUCE', run: (m) => m.call() }],
  [0x62, { name: 'BUILD', run: (m) => m.dropAttributes() }],
  [0x51, { name: 'BINPERSID', run: (m) => m.push(m.rules.persistent(m.pop())) }],
  [0x71, { name: 'BINPUT', run: (m) => m.remember(m.uint8()) }],
  [0x72, { name: 'LONG_BINPUT', run: (m) => m.remember(m.uint32()) }],
  [0x94, { name: 'MEMOIZE', run: (m) => m.remember(m.memo.size) }],
  [0x68, { name: 'BINGET', run: (m) => m.recall(m.uint8()) }],
  [0x6a, { name: 'LONG_BINGET', run: (m) => m.recall(m.uint32()) }],
]);
const STOP = 0x2e;

/** Opcodes that make objects of classes, so that a refusal can name them; all others are refused by number. */
const refusedNames: ReadonlyMap<number, string> = new Map([
  [0x50, 'PERSID'],
  [0x69, 'INST'],
  [0x6f, 'OBJ'],
  [0x81, 'NEWOBJ'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  [0x92, 'NEWOBJ_EX'],
]);

function checkProtocol(machine: PickleMachine): void {
  const protocol = machine.uint8();
  if (protocol < 2 || protocol > 5) machine.fail(`its protocol ${protocol} is none of 2 to 5`);
}

function pushNamedOnStack(machine: PickleMachine): void {
  const [module, name] = machine.popMany(2);
  machine.pushGlobal(module!, name!);
}

export interface PickleResult {
  readonly value: PickleValue;
  /** Index of the byte after the pickle. */
  readonly end: number;
}

/** Reads one pickle from `start`. Throws FORMAT, as PickleTruncated when the bytes end before the pickle does. */
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
      return machine.fail(`its opcode ${name} is refused: no PyTorch state dict needs it`);
    }
    operation.run(machine);
  }
  return machine.fail(`it takes more than ${mostSteps} steps, far beyond any state dict`);
}
