/** The outcomes of examining a mutant, and which of them are faults. */
import { HyperIqaError } from '../../src/errors.ts';

export type FaultName =
  | 'signal' // the process died
  | 'time' // more processor or wall-clock time than allowed
  | 'memory'
  | 'error' // an error that is not a HyperIqaError
  | 'message' // a message that is too long or has control characters
  | 'cause' // a message that names no cause
  | 'damaged' // a message that calls an unsupported kind damaged
  | 'not finite' // a weight that is not finite was accepted
  | 'bounds' // a tensor's bytes are not what its shape says
  | 'unstable' // two readings differ
  | 'lost'; // a resumed study lost or repeated photos

export type Outcome =
  | { readonly verdict: 'accepted'; readonly detail?: string }
  | { readonly verdict: 'refused'; readonly code: string; readonly message: string }
  | { readonly verdict: 'fault'; readonly fault: FaultName; readonly detail: string };

export function fault(name: FaultName, detail: string): Outcome {
  return { verdict: 'fault', fault: name, detail };
}

const longestMessage = 2000;

const poorPatterns: readonly RegExp[] = [
  /unknown error/i,
  /\bundefined\b/,
  /\[object/,
  /corrupt header(?!: *\w)/,
  /bad seek/,
];

/** An empty cause. Only used for photos, since messages about tables end with names, which may look like this. */
const emptyCause = /: *\.(?: |$)|: *$/;

const unsupported =
  /unsupported(?! marker type)|not supported|no support|not compiled|not configured|built without|not implemented|cannot handle/i;
const callsDamaged = /\bis damaged\b|\bdamaged or incomplete\b/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for control characters
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** The outcome for an error: refused if it is a HyperIqaError whose message says what is wrong, otherwise a fault. */
export function judgeError(error: unknown): Outcome {
  if (!(error instanceof HyperIqaError)) {
    const place = error instanceof Error ? (/\n +at (\S+)/.exec(error.stack ?? '')?.[1] ?? '') : '';
    return fault('error', `${place}: ${String(error)}`.slice(0, longestMessage));
  }
  const { code, message } = error;
  if (message.length > longestMessage)
    return fault('message', `${message.length} characters: ${message.slice(0, 300)}`);
  if (control.test(message)) return fault('message', `control characters: ${JSON.stringify(message)}`);
  if (poorPatterns.some((pattern) => pattern.test(message))) return fault('cause', message);
  if (code === 'IMAGE' && emptyCause.test(message)) return fault('cause', message);
  if (code === 'IMAGE' && callsDamaged.test(message) && unsupported.test(message)) return fault('damaged', message);
  return { verdict: 'refused', code, message };
}

/** Faults whose details are only places or amounts, which do not distinguish them. */
const wordless: readonly FaultName[] = ['time', 'memory', 'signal', 'not finite', 'unstable'];

/** Identifies equal faults: the words of the detail without numbers, names and paths. */
export function fingerprint(kind: string, name: FaultName, detail: string): string {
  const words = detail
    .replace(/\/\S*hyperiqa-fuzz-\w+/g, '')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"..."')
    .replace(/0x[0-9a-f]+/g, '#')
    .replace(/\\u[0-9a-f]{4}|\\[nrt]/g, '')
    .replace(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi, '#')
    .slice(0, 160);
  return `${kind}: ${name}: ${wordless.includes(name) ? '' : words}`;
}
