/** The two networks that are published as DIQA: alike but for strides, the last convolution's name and the input's scale. */

/** `tutorial` puts out maps of a quarter of the photo's sides, `deepinsight` of a sixteenth. */
export type Plan = 'tutorial' | 'deepinsight';

/** The key under which converted files keep the plan, as no weight's shape tells it. */
export const planKey = 'plan';

export const strides: Readonly<Record<Plan, readonly number[]>> = {
  tutorial: [1, 2, 1, 2, 1, 1, 1, 1],
  deepinsight: [1, 2, 1, 2, 1, 2, 1, 2],
};

export function planOf(fact: string | undefined): Plan {
  return fact === 'deepinsight' ? 'deepinsight' : 'tutorial';
}
