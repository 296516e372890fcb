/** Whether the browser failed to allocate memory; other RangeErrors come from reading past an end. */
export function lacksMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocat|array length/i.test(error.message);
}
