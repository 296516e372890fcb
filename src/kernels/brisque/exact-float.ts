/** The parameter that shaders using shaders/lib/exact-float.wgsl require. */
import text from '../../../shaders/lib/exact-float.wgsl';
import type { ShaderPart } from '../kernel.ts';

export const exactFloatPart: ShaderPart = { file: 'lib/exact-float.wgsl', text };

/** The parameter `zero`: passed as a uniform, so that the shader compiler cannot know that it is 0. */
export const zero = 0;
