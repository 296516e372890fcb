import { stat } from 'node:fs/promises';
import { systemPath } from './byte-path.ts';

/** Whether two paths lead to the same file, by whatever links; false if either leads to none. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => stat(systemPath(path)).catch(() => null)));
  return !!first && !!second && first.dev === second.dev && first.ino === second.ino;
}
