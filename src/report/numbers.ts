/** Formats numbers for display. */

/** Four significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** The same with an explicit sign. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${short(Math.abs(value))}`;
}
