/**
 * TensorFlow's SAME padding along one axis, [before, after]: the least that lets ceil(size / stride) windows fit. An odd total
 * puts the extra element after.
 */
export function samePadding(size: number, kernel: number, stride: number, dilation = 1): readonly [number, number] {
  const needed = (Math.ceil(size / stride) - 1) * stride + dilation * (kernel - 1) + 1 - size;
  const total = Math.max(0, needed);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
