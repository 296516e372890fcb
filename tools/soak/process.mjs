// The command line as a process that is disturbed.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** A run that says nothing for so many seconds hangs. */
const patience = 300;

export class Run {
  /**
   * @param {readonly string[]} args of dist/cli.js
   * @param {{ preload?: string, env?: Record<string, string>, limit?: string }} how `limit`: a command of the shell before it
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
    // Counted second by second, so that a machine that was suspended is not taken for a run that hangs.
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

  /** Resident bytes; nothing where the system does not tell. */
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
