/** Identifies the holder of a lock, and whether that process is still alive. */
import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** Unique to this lock. */
  readonly id: string;
  /** The scope in which `pid` is valid: the machine's boot and the container; empty where the system does not provide it. */
  readonly machine: string;
  /** When the process started, by the system's clock, since pids are reused; empty as `machine`. */
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

/** null for text that is not a holder's, or incomplete. */
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

/** `unknown` for a process on another machine or in another container, which cannot be queried. */
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
    // The program's name, in parentheses, may contain blanks. After it comes the process's state; the start time follows 19
    // values later.
    const values = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    const isZombie = values[0] === 'Z';
    return isZombie ? 'ended' : (values[19] ?? '');
  } catch {
    return '';
  }
}
