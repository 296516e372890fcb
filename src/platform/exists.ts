import { stat } from 'node:fs/promises';
import { systemPath } from './byte-path.ts';

/** Whether something of that name is there, and can be seen. */
export async function exists(path: string): Promise<boolean> {
  return stat(systemPath(path)).then(
    () => true,
    () => false,
  );
}
