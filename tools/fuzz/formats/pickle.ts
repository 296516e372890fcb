/** Parses Python pickles into a list of opcodes with their operands. */
import { bytesPart, type Group, group, numberPart, type Part } from '../parts.ts';
import type { Reader } from '../reader.ts';

type Operand = 'none' | 'number' | 'big' | 'line' | 'two lines' | 'text' | 'bytes';

interface Opcode {
  readonly operand: Operand;
  /** Bytes of the number, or of the length before text or bytes. */
  readonly size: number;
}

const opcodes = new Map<number, Opcode>();
const define = (codes: string, operand: Operand, size = 0): void => {
  for (const code of codes) opcodes.set(code.charCodeAt(0), { operand, size });
};
define('()].0123NQRabdelostu}\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98', 'none');
define('Kqh\x80\x82', 'number', 1);
define('M\x83', 'number', 2);
define('Jrj\x84', 'number', 4);
define('\x95', 'number', 8);
define('G', 'big', 8);
define('FILPSVgp', 'line');
define('ci', 'two lines');
define('U\x8c', 'text', 1);
define('TX', 'text', 4);
define('\x8d', 'text', 8);
define('C\x8a', 'bytes', 1);
define('B\x8b', 'bytes', 4);
define('\x8e\x96', 'bytes', 8);

const stop = '.'.charCodeAt(0);

/** Parses one pickle from the reader's position to its STOP. @throws Error for an unknown opcode. */
export function parsePickle(reader: Reader): Group {
  const program = group('pickle');
  for (let code = -1; code !== stop; ) {
    code = reader.peek(1, false);
    program.parts.push(parseOperation(reader));
  }
  return program;
}

function parseOperation(reader: Reader): Group {
  const code = reader.little('opcode', 1);
  const known = opcodes.get(Number(code.value));
  if (known === undefined) throw new Error(`opcode ${code.value}`);
  const { operand, size } = known;
  if (operand === 'none') return group('op', [code]);
  if (operand === 'number') return group('op', [code, reader.little('operand', size)]);
  if (operand === 'big') return group('op', [code, reader.big('operand', size)]);
  if (operand === 'line') return group('op', [code, line(reader)]);
  if (operand === 'two lines') return group('op', [code, line(reader), line(reader)]);
  const length = reader.peek(size, false);
  const body = group('operand');
  const parts = [code, reader.little('length', size, { rule: 'length', of: body, plus: 0 }), body];
  body.parts.push(operand === 'text' ? reader.text('text', length) : reader.raw('bytes', length));
  return group('op', parts);
}

function line(reader: Reader): Part {
  const end = reader.bytes.indexOf(0x0a, reader.at);
  return reader.text('line', end < 0 ? reader.left : end + 1 - reader.at);
}

/** Each opcode once, with an operand, to insert into programs. */
export const pickleSnippets: readonly Part[] = [...opcodes].flatMap(([code, { operand, size }]) => {
  const head = numberPart('opcode', 1, BigInt(code));
  const text = Buffer.from(code === 0x63 || code === 0x69 ? 'os\nsystem\n' : '1\n');
  const body = bytesPart('text', Buffer.from('os system'));
  const tails: Readonly<Record<Operand, readonly Part[]>> = {
    none: [],
    number: [numberPart('operand', size, 2n)],
    big: [numberPart('operand', size, 0x7ff0000000000000n, true)],
    line: [bytesPart('line', text)],
    'two lines': [bytesPart('line', text)],
    text: [numberPart('length', size, 0n, false, { rule: 'length', of: body, plus: 0 }), body],
    bytes: [numberPart('length', size, 0n, false, { rule: 'length', of: body, plus: 0 }), body],
  };
  return [group('op', [head, ...tails[operand]])];
});
