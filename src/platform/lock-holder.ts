/** Who holds a lock, and whether that process still lives. */
import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** Of this lock alone. */
  readonly id: string;
  /** Where `pid` means something: the boot of the machine, and the container; empty where the system does not tell. */
  readonly machine: string;
  /** When the process began, by the system's clock: a number may be given to another process; empty as `machine`. */
  readonly born: string;
}

export function thisProcess(): LockHolder {
  const { pid } = process;
  const since = new Date().toISOString();
  return { pid, host: hostname(), since, id: randomBytes(8).toString('hex'), machine: machineId(), born: birthOf(pid) };
}

export function describeHolder({ pid, host, since }: LockHolder): string {
  return `process ${pid} on ${host} since ${since.slice(0, 19).replace('T', ' ')} UTC`;
}

/** null for a text that is none's, or not yet whole. */
export function parseHolder(text: string): LockHolder | null {
  try {
    const { pid, host, since, id, machine, born } = JSON.parse(text) as Partial<LockHolder>;
    const texts = [host, since, id, machine, born];
    if (!Number.isSafeInteger(pid) || texts.some((value) => typeof value !== 'string')) return null;
    return { pid, host, since, id, machine, born } as LockHolder;
  } catch {
    return null;
  }
}

/** `unknown` for a process on another machine or in another container, which cannot be asked. */
export function stateOf({ pid, host, machine, born }: LockHolder): 'alive' | 'gone' | 'unknown' {
  if (host !== hostname() || machine !== machineId()) return 'unknown';
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone';
  }
  const now = birthOf(pid);
  return now === '' || now === born ? 'alive' : 'gone';
}

function machineId(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

function birthOf(pid: number): string {
  try {
    // The name of the program, in parentheses, may hold blanks. What follows begins with the process's state; its start
    // comes 19 values later.
    const values = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    const isZombie = values[0] === 'Z';
    return isZombie ? 'ended' : (values[19] ?? '');
  } catch {
    return '';
  }
}
