/**
 * Maps scores to colours by cividis, a scale from dark blue to yellow that looks the same with every kind of colour blindness (J.
 * R. Nuñez, C. R. Anderton, R. S. Renslow, "Optimizing colormaps with consideration for color vision deficiency", PLOS ONE 13,
 * 2018), in the polynomial form of d3-scale-chromatic.
 */

/** Highest power first. */
const red = [-2710.57, 7024.72, -6402.7, 2381.73, -35.34, -4.54];
const green = [-67.37, 176.58, -131.46, 52.82, 170.73, 32.49];
const blue = [2475.67, -6614.94, 6167.24, -2482.43, 442.36, 81.24];

function channel(coefficients: readonly number[], at: number): number {
  const value = coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
  return Math.round(Math.min(Math.max(value, 0), 255));
}

export interface ScoreColour {
  readonly fill: string;
  /** Black or white, whichever is legible on it. */
  readonly ink: string;
}

/** sRGB's bytes to linear light, 0..1. */
function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** @param at 0 (worst, dark blue) to 1 (best, yellow); clamped. */
export function colourAt(at: number): ScoreColour {
  const place = Math.min(Math.max(at, 0), 1);
  const [r, g, b] = [red, green, blue].map((coefficients) => channel(coefficients, place));
  const light = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  // The luminance at which the contrasts of WCAG 2 to black and to white are equal.
  return { fill: `rgb(${r} ${g} ${b})`, ink: light > 0.179 ? '#000' : '#fff' };
}

/** The ends of a colour scale for these scores, at least a tenth of the model's range apart. */
export function domainOf(scores: readonly number[], range: readonly [number, number]): readonly [number, number] {
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const missing = Math.max((range[1] - range[0]) / 10 - (high - low), 0);
  return [low - missing / 2, high + missing / 2];
}
