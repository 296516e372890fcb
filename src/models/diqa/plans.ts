/**
 * The two networks that are published as DIQA, which differ in strides, in the last convolution's name and in the input's scale.
 */

/** `tutorial` outputs maps of 1/4 of the photo's sides, `deepinsight` of 1/16. */
export type Plan = 'tutorial' | 'deepinsight';

/** The key under which converted files store the plan, since no weight's shape shows it. */
export const planKey = 'plan';

export const strides: Readonly<Record<Plan, readonly number[]>> = {
  tutorial: [1, 2, 1, 2, 1, 1, 1, 1],
  deepinsight: [1, 2, 1, 2, 1, 2, 1, 2],
};

export function planOf(fact: string | undefined): Plan {
  return fact === 'deepinsight' ? 'deepinsight' : 'tutorial';
}
