// Depthwise convolution with 3x3 kernels without dilation, with a stride of 1 or 2 along the width.
//
// One invocation computes four consecutive columns of up to STRIP output rows. It walks down the input and keeps three rows of it
// in registers, so that each value is loaded once for all windows that include it: 6 loads for 4 results at stride 1, instead of
// 36. x as in conv-params.wgsl, weights [O,3,3].

override STRIDE: u32;
// Output rows per invocation. The first two input lines of a strip are also loaded by the strip above it.
override STRIP: u32;

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let quads = (p.out_width + 3u) / 4u;
  let strips = (p.out_height + STRIP - 1u) / STRIP;
  let strip = index / quads;
  let plane = strip / strips;
  if (plane >= p.batch * p.out_channels) { return; }
  let first_row = (strip - plane * strips) * STRIP;
  let column = (index - strip * quads) * 4u;
  let image = plane / p.out_channels;
  let channel = plane - image * p.out_channels;
  let from_channel = channel / (p.out_channels / p.in_channels);
  let base = i32(image * p.image_step + from_channel * p.channel_step);
  let columns = columns_from(i32(column * STRIDE) - i32(p.padding_x));
  let w = channel * 9u;
  let w0 = vec3f(weights[w], weights[w + 1u], weights[w + 2u]);
  let w1 = vec3f(weights[w + 3u], weights[w + 4u], weights[w + 5u]);
  let w2 = vec3f(weights[w + 6u], weights[w + 7u], weights[w + 8u]);
  let shift = vec4f(bias[channel]);

  // A single copy of the code that loads a line: each copy takes a software adapter a tenth of a second to compile.
  let rows = min(STRIP, p.out_height - first_row);
  let lines = (rows - 1u) * p.stride_y + 3u;
  var y = i32(first_row * p.stride_y) - i32(p.padding_y);
  var row = first_row;
  var upper = Line();
  var middle = Line();
  var lower = Line();
  for (var line = 1u; line <= lines; line++) {
    upper = middle;
    middle = lower;
    lower = line_at(base, y, columns);
    y++;
    if (line == (row - first_row) * p.stride_y + 3u) {
      store_columns(plane, row, column, weighted(upper, w0, weighted(middle, w1, weighted(lower, w2, shift))));
      row++;
    }
  }
}
