// The geometry that the first and last step of Winograd's convolution share. Strides and dilations are 1.

struct WinogradParams {
  batch: u32,
  in_channels: u32,
  in_height: u32,
  in_width: u32,
  out_channels: u32,
  // Output channels of the matrix products: out_channels, rounded up to their tile of rows.
  out_rows: u32,
  out_height: u32,
  out_width: u32,
  padding_y: u32,
  padding_x: u32,
  // Edge of a patch: that of a tile plus two. A uniform, so that the compiler cannot unroll loops over it: unrolled, these
  // shaders take a software adapter seconds to compile.
  patch_edge: u32,
  tiles_y: u32,
  tiles_x: u32,
  // The stride between rows of the matrices: the number of tiles, rounded up to whole vec4.
  tile_step: u32,
  activation: u32,   // see activation.wgsl
}
