/** Compares decoded photos with Pillow, for developers who have installed it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Outcome } from './judge.ts';

interface PillowAnswer {
  /** Size and digest, as in an accepted photo's detail. */
  readonly read?: string;
  readonly refused?: string;
  readonly warned?: string;
}

const patienceMs = 60_000;

export class Pillow {
  readonly #python: string;
  #process: ChildProcessWithoutNullStreams | undefined;
  #lines: AsyncIterator<string> | undefined;

  constructor(python: string) {
    this.#python = python;
  }

  /** A short description of how Pillow's result differs; undefined where it agrees. */
  async disagreement(bytes: Uint8Array, ours: Outcome): Promise<string | undefined> {
    const theirs = await this.#ask(bytes);
    if (ours.verdict === 'refused') {
      if (theirs.read === undefined || ours.code === 'IMAGE_TOO_SMALL') return undefined;
      return `refused here, read by Pillow${theirs.warned ? ` with a warning (${theirs.warned})` : ''}: ${ours.message}`;
    }
    if (ours.verdict !== 'accepted') return undefined;
    if (theirs.read === undefined) return `read here, refused by Pillow: ${theirs.refused}`;
    if (theirs.read === ours.detail) return undefined;
    const [size] = theirs.read.split(' ');
    return ours.detail?.startsWith(`${size} `) ? 'other pixels' : `another size: Pillow's is ${size}`;
  }

  close(): void {
    this.#process?.stdin.end();
  }

  async #ask(bytes: Uint8Array): Promise<PillowAnswer> {
    if (this.#process === undefined) {
      this.#process = spawn(this.#python, ['tools/fuzz/pillow.py']);
      this.#process.stderr.resume();
      this.#process.stdin.on('error', () => {});
      this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    }
    const head = Buffer.alloc(4);
    head.writeUInt32BE(bytes.length);
    const running = this.#process;
    const timer = setTimeout(() => running.kill('SIGKILL'), patienceMs);
    running.stdin.write(Buffer.concat([head, bytes]));
    const line = await this.#lines!.next();
    clearTimeout(timer);
    if (!line.done) return JSON.parse(line.value) as PillowAnswer;
    this.#process = undefined;
    return { refused: 'Pillow died or took too long' };
  }
}
