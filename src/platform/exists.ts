import { stat } from 'node:fs/promises';

/** Whether something of that name is there, and can be seen. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
