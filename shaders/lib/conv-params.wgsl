// The layer's geometry, as every convolution kernel gets it. Shapes are data instead of constants, so that one pipeline serves
// every layer of a network.

struct ConvParams {
  batch: u32,
  in_channels: u32,
  in_height: u32,
  in_width: u32,
  out_channels: u32,
  out_height: u32,
  out_width: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  padding_y: u32,   // at the top; kernels need no padding at the bottom and right
  padding_x: u32,   // at the left
  dilation_y: u32,
  dilation_x: u32,
  groups: u32,
  activation: u32,   // see activation.wgsl
  has_residual: u32,
  // The number of parts that the sum over inputs is split into; 1 except in tiled kernels.
  splits: u32,
  // Input value (n, c, y, x) is at n * image_step + c * channel_step + y * in_width + x.
  image_step: u32,
  channel_step: u32,
}
