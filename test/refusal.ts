import { HyperIqaError } from '../src/errors.ts';

/** The message of the HyperIqaError that some work ends with. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof HyperIqaError) return error.message;
    throw error;
  }
  return 'no error';
}
