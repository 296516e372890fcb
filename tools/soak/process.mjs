// Runs the command line as a child process.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** A run that prints nothing for this many seconds counts as hanging. */
const patience = 300;

export class Run {
  /**
   * @param {readonly string[]} args arguments of dist/cli.js
   * @param {{ preload?: string, env?: Record<string, string>, limit?: string }} how `limit` is a shell command that runs first
   */
  constructor(args, { preload, env = {}, limit } = {}) {
    const command = [process.execPath, ...(preload ? ['--import', preload] : []), 'dist/cli.js', ...args];
    const [program, rest] = limit
      ? ['sh', ['-c', `${limit}; exec "$@"`, 'sh', ...command]]
      : [command[0], command.slice(1)];
    this.child = spawn(program, rest, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.started = performance.now();
    this.stdout = '';
    this.stderr = '';
    // Seconds are counted by the timer, so that a suspended machine is not mistaken for a run that hangs.
    let silent = 0;
    const clock = setInterval(() => {
      this.hung = ++silent > patience;
      if (this.hung) this.child.kill('SIGKILL');
    }, 1000);
    this.child.stdout.on('data', (chunk) => {
      silent = 0;
      this.stdout += chunk;
    });
    this.child.stderr.on('data', (chunk) => {
      silent = 0;
      this.stderr = (this.stderr + chunk).slice(-20_000);
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (status, signal) => {
        clearInterval(clock);
        this.milliseconds = performance.now() - this.started;
        resolve({ status, signal });
      });
    });
  }

  kill(signal) {
    this.child.kill(signal);
  }

  /** Resident memory in bytes; undefined on systems without /proc. */
  async memory() {
    const text = await readFile(`/proc/${this.child.pid}/statm`, 'utf8').catch(() => '');
    return text === '' ? undefined : Number(text.split(' ')[1]) * 4096;
  }
}

/** Runs to the end. Returns the run with its `status` and `signal`. */
export async function finish(args, how) {
  const run = new Run(args, how);
  return Object.assign(run, await run.ended);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
