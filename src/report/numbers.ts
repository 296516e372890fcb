/** Formats numbers for display. */

/** Four significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A score in four digits, with zeros at the end, so that scores of one metric look alike: 61.50, 0.6150, 1234. */
export function formatScore(score: number): string {
  return Math.abs(score) >= 1000 ? score.toFixed(0) : score.toPrecision(4);
}

/** Four significant digits, with an explicit sign. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${short(Math.abs(value))}`;
}
