/**
 * Colours of charts, dark on white, distinguishable with red-green colour blindness: Okabe and Ito, "Color Universal Design"
 * (2008).
 */
export const colours = {
  paper: '#ffffff',
  ink: '#1b2430',
  /** Secondary text, and reference lines. */
  quiet: '#5a6675',
  grid: '#e2e7ec',
  /** Points and bars. */
  mark: '#0072b2',
  /** Fitted lines. */
  fit: '#c04f00',
} as const;
