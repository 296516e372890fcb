/**
 * TensorFlow's SAME padding of an axis, before and behind: as little as lets ceil(size / stride) windows fit, the odd one behind.
 */
export function samePadding(size: number, kernel: number, stride: number, dilation = 1): readonly [number, number] {
  const needed = (Math.ceil(size / stride) - 1) * stride + dilation * (kernel - 1) + 1 - size;
  const total = Math.max(0, needed);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
