/** In four significant digits, as people read numbers. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** With its sign. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${short(Math.abs(value))}`;
}
