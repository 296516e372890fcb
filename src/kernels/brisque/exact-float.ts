/** What shaders need that use shaders/lib/exact-float.wgsl. */
import text from '../../../shaders/lib/exact-float.wgsl';
import type { ShaderPart } from '../kernel.ts';

export const exactFloatPart: ShaderPart = { file: 'lib/exact-float.wgsl', text };

/** The parameter `zero`: compilers must not see that it is 0. */
export const zero = 0;
