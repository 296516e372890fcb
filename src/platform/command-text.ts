/** Names the program's commands in messages: a clone has npm scripts for them, an installed package has its binary. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageFile } from './package-root.ts';

/** The package does not include what the scripts run. */
const isClone = existsSync(packageFile('tools/run.mjs'));

/** A command as users type it: `npm run weights -- get NAME`, or `npx hyperiqa weights get NAME`. */
export function commandText(command: string, ...args: readonly string[]): string {
  if (!isClone) return ['npx hyperiqa', command, ...args].join(' ');
  return [`npm run ${command}`, ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
}

/** The path, from the working folder, of the script that installs the faster software adapter. */
export function softwareGpuScript(): string {
  const path = join('tools', 'software-gpu.sh');
  return isClone ? path : relative('', packageFile(path));
}
