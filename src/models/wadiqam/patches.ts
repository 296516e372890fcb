import { patches } from '../../image/protocols/patches.ts';

export const patchSide = 32;

/** A last patch that ends exactly at the border is left out, as in the references' `range(0, size - 32, 32)`. */
export const patchProtocol = patches(
  { name: 'patches', aliases: [] },
  { side: patchSide, stride: patchSide, includesLast: false },
);

/** Every patch that fits, as in deepIQA's code. */
export const allPatchProtocol = patches(
  { name: 'all-patches', aliases: [] },
  { side: patchSide, stride: patchSide, includesLast: true },
);
