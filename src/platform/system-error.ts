import { getSystemErrorMap } from 'node:util';

/** Why a system call failed, without the path that Node's message repeats: `permission denied (EACCES)`. */
export function reasonOf(error: unknown): string {
  const { errno, code, message } = error as NodeJS.ErrnoException;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  if (known !== undefined) return `${known[1]} (${known[0]})`;
  return code === undefined ? message : `${message} (${code})`;
}
