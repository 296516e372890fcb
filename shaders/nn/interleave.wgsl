// Interleaves the channels and pads with zeros: x [N,C,H,W] -> out [N,H + top + bottom,W + left + right,C].
//
// One invocation writes one value. A convolution with few channels can then read a row of its kernel, over all channels, as one
// contiguous run of values.

struct Params {
  batch: u32, channels: u32, in_height: u32, in_width: u32, padding_top: u32, padding_left: u32,
  out_height: u32, out_width: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let height = p.out_height;
  let width = p.out_width;
  if (index >= p.batch * height * width * p.channels) { return; }
  let channel = index % p.channels;
  let column = i32(index / p.channels % width) - i32(p.padding_left);
  let y = i32(index / (p.channels * width) % height) - i32(p.padding_top);
  let image = index / (p.channels * width * height);
  let inside = y >= 0 && y < i32(p.in_height) && column >= 0 && column < i32(p.in_width);
  let plane = (image * p.channels + channel) * p.in_height * p.in_width;
  out[index] = select(0.0, x[select(0u, plane + u32(y * i32(p.in_width) + column), inside)], inside);
}
