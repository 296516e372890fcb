/**
 * Colours of charts, dark on white. Told apart with red-green colour blindness too: Okabe and Ito, "Color Universal
 * Design" (2008).
 */
export const colours = {
  paper: '#ffffff',
  ink: '#1b2430',
  /** Text of second rank, and lines of reference. */
  quiet: '#5a6675',
  grid: '#e2e7ec',
  /** Points and bars. */
  mark: '#0072b2',
  /** Fitted lines. */
  fit: '#c04f00',
} as const;
