/** A child process with limits on time and memory, which is replaced when it dies. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Answer, Task } from './child.ts';
import { fault, type Outcome } from './judge.ts';

export const limits = {
  /** Processor time for one mutant. */
  processorMs: 2500,
  /** Wall-clock time for one mutant, many times longer, since other programs may be running. */
  wallMs: 30_000,
  /** The child's resident memory, in bytes. */
  memory: 600 * 2 ** 20,
  heapMiB: 256,
  /** A child is replaced after this many mutants or milliseconds, so that memory leaks do not add up. */
  mutants: 10_000,
  childMs: 20 * 60_000,
} as const;

const pollMs = 25;

interface Pending {
  readonly done: (outcome: Outcome) => void;
  /** The reason why the child is being killed. */
  killed?: Outcome;
}

export class Worker {
  readonly #script: string;
  #child: ChildProcess | undefined;
  #pending: Pending | undefined;
  #count = 0;
  #started = 0;
  #errors = '';

  /** @param script the path of the bundled child.ts. */
  constructor(script: string) {
    this.#script = script;
  }

  /** Never rejects: anything that goes wrong is reported as a fault of the mutant. */
  async examine(task: Task): Promise<Outcome> {
    if (this.#count >= limits.mutants || performance.now() - this.#started > limits.childMs) await this.close();
    this.#child ??= this.#start();
    this.#count++;
    const child = this.#child;
    return new Promise((resolve) => {
      // The time is counted in polls, so that a suspended machine is not mistaken for a child that hangs.
      let polls = 0;
      const watch = setInterval(() => {
        if (++polls * pollMs > limits.wallMs) this.#kill(fault('time', `more than ${limits.wallMs / 1000} s`));
        void this.#watchMemory(child);
      }, pollMs);
      const done = (outcome: Outcome) => {
        clearInterval(watch);
        this.#pending = undefined;
        resolve(outcome);
      };
      this.#pending = { done };
      child.send(task);
    });
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.disconnect();
    });
  }

  #start(): ChildProcess {
    this.#count = 0;
    this.#started = performance.now();
    this.#errors = '';
    const child = fork(this.#script, {
      execArgv: [`--max-old-space-size=${limits.heapMiB}`, '--enable-source-maps'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr!.on('data', (chunk) => {
      this.#errors = (this.#errors + chunk).slice(-2000);
    });
    child.on('message', (answer: Answer) => this.#answered(answer));
    child.on('close', (code, signal) => {
      if (this.#child === child) this.#child = undefined;
      const pending = this.#pending;
      const isHeap = /heap out of memory/.test(this.#errors);
      const died = isHeap
        ? fault('memory', `more than ${limits.heapMiB} MiB of heap`)
        : fault('signal', `${signal ?? `exit ${code}`}: ${this.#errors}`);
      if (pending !== undefined && this.#child === undefined) pending.done(pending.killed ?? died);
    });
    return child;
  }

  #answered({ outcome, milliseconds, peakMemory }: Answer): void {
    // An answer from a child that is being killed is ignored.
    if (this.#pending === undefined || this.#pending.killed !== undefined) return;
    const { done } = this.#pending;
    if (peakMemory > limits.memory) {
      this.#kill(fault('memory', `${(peakMemory / 2 ** 20).toFixed(0)} MiB`));
    } else if (milliseconds > limits.processorMs) done(fault('time', `${milliseconds.toFixed(0)} ms of the processor`));
    else done(outcome);
  }

  #kill(outcome: Outcome): void {
    if (this.#pending === undefined) return;
    this.#pending.killed ??= outcome;
    this.#child?.kill('SIGKILL');
  }

  /** Works only where /proc exists; elsewhere the child's reported peak is checked after each mutant. */
  async #watchMemory(child: ChildProcess): Promise<void> {
    const status = await readFile(`/proc/${child.pid}/statm`, 'utf8').catch(() => undefined);
    const resident = status === undefined ? 0 : Number(status.split(' ')[1]) * 4096;
    if (resident > limits.memory && this.#child === child) {
      this.#kill(fault('memory', `${(resident / 2 ** 20).toFixed(0)} MiB`));
    }
  }
}
