/** Runs measured processes: each prints a line of JSON when it is ready, and one for each line that it receives. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { HyperIqaError } from '../src/errors.ts';
import type { Answer, Ready } from './messages.ts';

export interface ChildSpec {
  /** The name in error messages. */
  readonly name: string;
  readonly script: string;
  readonly task: object;
  readonly env?: Readonly<Record<string, string>>;
}

export class Child {
  readonly ready: Ready;
  readonly #name: string;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #complaints: () => Promise<string>;

  private constructor(
    ready: Ready,
    name: string,
    process: ChildProcessWithoutNullStreams,
    lines: AsyncIterator<string>,
    complaints: () => Promise<string>,
  ) {
    this.ready = ready;
    this.#name = name;
    this.#process = process;
    this.#lines = lines;
    this.#complaints = complaints;
  }

  /** Resolves after the first result. @throws HyperIqaError USAGE with the process's last words if it ends before that. */
  static async start({ name, script, task, env }: ChildSpec): Promise<Child> {
    const child = spawn(process.execPath, [script, JSON.stringify(task)], { env: { ...process.env, ...env } });
    let said = '';
    const closed = new Promise<number | NodeJS.Signals | null>((resolve) => {
      child.once('close', (code, signal) => resolve(signal ?? code));
    });
    child.stderr.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-2000);
    });
    // Writing to a process that has ended fails; reading from it reports why.
    child.stdin.on('error', () => {});
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    // Dawn prints these on lavapipe, whatever happens.
    const complaints = async () => {
      const ending = await closed;
      return reasonIn(said.replaceAll(/^Warning: maxDynamic.*\n/gm, '')) ?? `its process ended with ${ending}`;
    };
    return new Child((await next<Ready>(name, lines, complaints)) as Ready, name, child, lines, complaints);
  }

  /** Milliseconds of one run. */
  async run(): Promise<number> {
    return (await this.#ask('run')).ms ?? Number.NaN;
  }

  async profile(): Promise<NonNullable<Answer['steps']>> {
    return (await this.#ask('profile')).steps ?? [];
  }

  /** The process's peak memory so far, in bytes. */
  async memory(): Promise<number> {
    return (await this.#ask('memory')).rssBytes ?? Number.NaN;
  }

  /** Resolves when the process has ended. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.stdin.end();
    await ended;
  }

  async #ask(line: string): Promise<Answer> {
    this.#process.stdin.write(`${line}\n`);
    return next<Answer>(this.#name, this.#lines, this.#complaints);
  }
}

/**
 * The line that says why a process failed: the error in what Node prints of an uncaught one, without the source line before it and the
 * stack behind; otherwise the last line. null where nothing was printed.
 */
export function reasonIn(printed: string): string | null {
  const lines = printed.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Node.js v'));
  const error = lines.find((line) => /^(?:Uncaught )?[\w.]*(?:Error|Exception)\b.*: ./.test(line));
  return (error ?? lines.at(-1))?.trim() ?? null;
}

/** Lines that are not JSON are a library's log output. */
async function next<T>(name: string, lines: AsyncIterator<string>, complaints: () => Promise<string>): Promise<T> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new HyperIqaError('USAGE', `${name} gave no result: ${await complaints()}`);
    if (value.startsWith('{')) return JSON.parse(value) as T;
  }
}
