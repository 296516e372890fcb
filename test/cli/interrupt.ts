/** Interrupts runs of the command line. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Finished, RunOptions } from './run.ts';

export interface Interrupted extends Finished {
  readonly signal: string | null;
}

/** Starts the command and sends it a signal as soon as `isTime` returns true; resolves to its outcome. */
export function runUntil(
  args: readonly string[],
  signal: NodeJS.Signals,
  isTime: (stdout: string) => Promise<boolean> | boolean,
  { env }: Pick<RunOptions, 'env'> = {},
) {
  return new Promise<Interrupted>((done, fail) => {
    const child = spawn(process.execPath, [resolve('dist/cli.js'), ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    let isOver = false;
    const watch = async () => {
      while (!isOver && !(await isTime(stdout))) await setTimeout(2);
      child.kill(signal);
    };
    watch().catch(fail);
    child.on('error', fail).on('close', (status, signal) => {
      isOver = true;
      done({ status, signal, stdout, stderr });
    });
  });
}

/** Whether the table has at least that many lines below its header. */
export async function hasLines(path: string, lines: number): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').length - 2 >= lines;
}
