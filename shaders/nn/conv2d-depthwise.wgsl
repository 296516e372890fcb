// Depthwise convolution: a kernel for each channel, any window, stride, padding and dilation, and several output channels per
// input channel.
//
// One invocation computes four consecutive columns of one output row, so that a tap's weight is loaded once for all four. Where
// the stride equals the dilation, a column reads at one tap what the next column read at the previous tap; a tap then takes one
// load of x instead of four. x as in conv-params.wgsl, weights [O,kh,kw].

// True where the stride along the width equals the dilation.
override SLIDES: bool;

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

// The values of a row at these columns, 0 in the padding.
fn values_at(row: i32, columns: vec4i, known: bool) -> vec4f {
  let inside = (columns >= vec4i(0)) & (columns < vec4i(i32(p.in_width))) & vec4<bool>(known);
  let at = row + select(vec4i(0), columns, inside);
  return select(vec4f(0.0), vec4f(x[at.x], x[at.y], x[at.z], x[at.w]), inside);
}

fn value_at(row: i32, column: i32, known: bool) -> f32 {
  let inside = column >= 0 && column < i32(p.in_width) && known;
  return select(0.0, x[row + select(0, column, inside)], inside);
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let quads = (p.out_width + 3u) / 4u;
  let line = index / quads;
  let plane = line / p.out_height;
  if (plane >= p.batch * p.out_channels) { return; }
  let row = line - plane * p.out_height;
  let column = (index - line * quads) * 4u;
  let image = plane / p.out_channels;
  let channel = plane - image * p.out_channels;
  let from_channel = channel / (p.out_channels / p.in_channels);
  let base = i32(image * p.image_step + from_channel * p.channel_step);
  let top = i32(row * p.stride_y) - i32(p.padding_y);
  let left = vec4i((column + vec4u(0u, 1u, 2u, 3u)) * p.stride_x) - i32(p.padding_x);

  var sums = vec4f(bias[channel]);
  var w = channel * p.kernel_height * p.kernel_width;
  for (var ky = 0u; ky < p.kernel_height; ky++) {
    let y = top + i32(ky * p.dilation_y);
    let known = y >= 0 && y < i32(p.in_height);
    let input_row = base + select(0, y, known) * i32(p.in_width);
    var columns = left;
    var values = values_at(input_row, columns, known);
    for (var kx = 1u; kx < p.kernel_width; kx++) {
      sums = fma(vec4f(weights[w]), values, sums);
      columns += i32(p.dilation_x);
      if (SLIDES) {
        values = vec4f(values.yzw, value_at(input_row, columns.w, known));
      } else {
        values = values_at(input_row, columns, known);
      }
      w++;
    }
    sums = fma(vec4f(weights[w]), values, sums);
    w++;
  }
  store_columns(plane, row, column, sums);
}
