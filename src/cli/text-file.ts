import { writeFile } from 'node:fs/promises';
import { HyperIqaError } from '../errors.ts';

/** Throws HyperIqaError FILE when it cannot be written. */
export async function writeTextFile(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: Error) => {
    throw new HyperIqaError('FILE', `${file}: cannot be written: ${cause.message}.`, { cause });
  });
}
