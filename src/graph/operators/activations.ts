/** Elementwise functions in float64, which an epilogue or an operator of its own applies to each element. */

export const activations = {
  none: (x) => x,
  relu: (x) => Math.max(x, 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  tanh: Math.tanh,
  /** The exact form; `gelu-tanh` is the approximation. */
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  'gelu-tanh': (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  silu: (x) => x / (1 + Math.exp(-x)),
  hardswish: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  exp: Math.exp,
  sqrt: Math.sqrt,
  abs: Math.abs,
} as const satisfies Readonly<Record<string, (x: number) => number>>;

/** A function that is applied to an operator's result before it is stored. */
export type Activation = keyof typeof activations;

export function activate(value: number, activation: Activation): number {
  return activations[activation](value);
}

/** The error function: Maclaurin series where it converges fast, Laplace's continued fraction elsewhere. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = size;
  for (let n = 60; n > 0; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * fraction));
}
