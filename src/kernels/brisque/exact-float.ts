/** What shaders need that use shaders/lib/exact_float.wgsl. */
import text from '../../../shaders/lib/exact_float.wgsl';
import type { ShaderPart } from '../kernel.ts';

export const exactFloatPart: ShaderPart = { file: 'lib/exact_float.wgsl', text };

/** The parameter `zero`: compilers must not see that it is 0. */
export const zero = 0;
