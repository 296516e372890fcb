/** What the host halves share whose shaders walk tensors by strides; see lib/strided.wgsl. */

/** The number of dimensions that lib/strided.wgsl supports. */
export const mostDimensions = 6;

/** An output's dimensions, and each operand's stride along them. */
export interface Walk {
  readonly sizes: readonly number[];
  /** For each operand, a stride for each dimension. */
  readonly strides: readonly (readonly number[])[];
}

/**
 * Reduces a walk to as few dimensions as possible: drops those of size 1 and merges neighbours that every operand traverses with
 * one stride. At least one dimension remains.
 */
export function collapse({ sizes, strides }: Walk): Walk {
  const merged: { size: number; steps: number[] }[] = [];
  for (const [axis, size] of sizes.entries()) {
    if (size === 1) continue;
    const steps = strides.map((operand) => operand[axis]);
    const outer = merged[merged.length - 1];
    if (outer?.steps.every((step, operand) => step === steps[operand] * size)) {
      outer.size *= size;
      outer.steps = steps;
    } else merged.push({ size, steps });
  }
  if (merged.length === 0) merged.push({ size: 1, steps: strides.map(() => 1) });
  return {
    sizes: merged.map(({ size }) => size),
    strides: strides.map((_, operand) => merged.map(({ steps }) => steps[operand])),
  };
}

/**
 * The same walk in steps of four elements; null where an operand is not contiguous in whole quads. The strides of an operand that
 * repeats along the innermost dimension still count single elements.
 */
export function inQuads({ sizes, strides }: Walk): Walk | null {
  const last = sizes.length - 1;
  if (sizes[last] % 4 !== 0) return null;
  const repeats = (steps: readonly number[]) => steps[last] === 0;
  const isEven = (steps: readonly number[]) =>
    steps[last] === 1 && steps.slice(0, last).every((step) => step % 4 === 0);
  if (!strides.every((steps) => repeats(steps) || isEven(steps))) return null;
  const quarters = (steps: readonly number[]) => steps.map((step, axis) => (axis === last ? 1 : step / 4));
  return {
    sizes: sizes.with(last, sizes[last] / 4),
    strides: strides.map((steps) => (repeats(steps) ? steps : quarters(steps))),
  };
}

/** The fields of a `Sizes` or `Steps` in lib/strided.wgsl: innermost dimension first, padded to eight. */
export function dimensionFields(values: readonly number[]): readonly number[] {
  const reversed = [...values].reverse();
  return [...reversed, ...Array<number>(8 - reversed.length).fill(0)];
}
