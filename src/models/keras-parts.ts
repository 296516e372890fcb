/** What Keras calls the tensors of a layer, for models that name theirs as PyTorch does. */

const parts: Readonly<Record<string, string>> = { weight: 'kernel', bias: 'bias' };

const normParts: Readonly<Record<string, string>> = {
  weight: 'gamma',
  bias: 'beta',
  running_mean: 'moving_mean',
  running_var: 'moving_variance',
};

/** Of a convolution or a linear layer. */
export function kerasPart(part: string): string {
  return parts[part]!;
}

/** Of a BatchNorm. */
export function kerasNormPart(part: string): string {
  return normParts[part]!;
}

/** A convolution's kernel has height, width, inputs, outputs, as `Naming.axesInFile` says. */
export const kerasConvolutionAxes: readonly number[] = [3, 2, 0, 1];

/** A linear layer's has inputs, outputs. */
export const kerasLinearAxes: readonly number[] = [1, 0];
