/** Whether the browser could not allocate; its other RangeErrors are of reading past an end. */
export function lacksMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocat|array length/i.test(error.message);
}
