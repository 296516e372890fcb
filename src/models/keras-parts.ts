/** Keras's names of a layer's tensors, for models that use PyTorch's names. */

const parts: Readonly<Record<string, string>> = { weight: 'kernel', bias: 'bias' };

const normParts: Readonly<Record<string, string>> = {
  weight: 'gamma',
  bias: 'beta',
  running_mean: 'moving_mean',
  running_var: 'moving_variance',
};

/** For a convolution or a linear layer. */
export function kerasPart(part: string): string {
  return parts[part]!;
}

/** For a BatchNorm. */
export function kerasNormPart(part: string): string {
  return normParts[part]!;
}

/** A convolution's kernel is [height, width, inputs, outputs] in the file; see `Naming.axesInFile`. */
export const kerasConvolutionAxes: readonly number[] = [3, 2, 0, 1];

/** A linear layer's kernel is [inputs, outputs]. */
export const kerasLinearAxes: readonly number[] = [1, 0];
