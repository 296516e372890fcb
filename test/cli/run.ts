/** Runs the command line as users do: as a process with arguments. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly cli?: string;
  /** Runs without root's privilege to ignore the permissions of files. */
  readonly asUser?: true;
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments for Node itself, which come before the program. */
  readonly nodeArguments?: readonly string[];
  /** The content of standard input; empty if omitted. */
  readonly input?: Uint8Array | string;
}

/** The adapter under test, for commands that compute. */
export const adapterArguments: readonly string[] = process.env.HYPERIQA_ADAPTER
  ? ['--adapter', process.env.HYPERIQA_ADAPTER]
  : [];

const override = '-dac_override,-dac_read_search';
const withoutOverride = ['setpriv', `--inh-caps=${override}`, `--bounding-set=${override}`];

export function runCli(args: readonly string[], options: RunOptions = {}) {
  const { cwd, cli = resolve('dist/cli.js'), asUser, env, nodeArguments = [], input = '' } = options;
  const node = [process.execPath, ...nodeArguments, cli, ...args];
  const [command, ...words] = asUser && process.geteuid?.() === 0 ? [...withoutOverride, ...node] : node;
  return new Promise<Finished>((done, fail) => {
    const child = spawn(command!, words, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
    // A command that does not read its input may end before all of it is written.
    child.stdin.on('error', () => {}).end(input);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', fail).on('close', (status) => done({ status, stdout, stderr }));
  });
}

/** Calls `work` with an empty folder, which is removed afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
