// Deno, which npx installs. Its own WebGPU is wgpu, the implementation in Firefox.
import { execFileSync } from 'node:child_process';

// Pinned, so that a new release does not break an unrelated change. Raise it from time to time.
export const denoPackage = 'deno@2.9.6';

/** The path of its command; installs it first where it is missing. */
export function denoCommand() {
  const words = ['--yes', '--package', denoPackage, '--call', 'command -v deno'];
  return execFileSync('npx', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}
