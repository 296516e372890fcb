import { stat } from 'node:fs/promises';
import { systemPath } from './byte-path.ts';

/** Whether a file or folder of that name exists and is visible. */
export async function exists(path: string): Promise<boolean> {
  return stat(systemPath(path)).then(
    () => true,
    () => false,
  );
}
