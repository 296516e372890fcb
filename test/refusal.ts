import { HyperIqaError } from '../src/errors.ts';

/** The message of the HyperIqaError with which `work` fails. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof HyperIqaError) return error.message;
    throw error;
  }
  return 'no error';
}
