// Interleaves the channels and pads with zeros: x [N,C,H,W] -> out [N,H + top + bottom,W + left + right,C].
//
// One invocation writes all channels of one position: there are few, and a CPU divides lane by lane, so the position is found once
// for all of them. A convolution with few channels can then read a row of its kernel, over all channels, as one contiguous run of
// values.

struct Params {
  batch: u32, channels: u32, in_height: u32, in_width: u32, padding_top: u32, padding_left: u32,
  out_height: u32, out_width: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let position = thread_index(group, lane);
  if (position >= p.batch * p.out_height * p.out_width) { return; }
  let out_row = position / p.out_width;
  let image = out_row / p.out_height;
  let column = i32(position - out_row * p.out_width) - i32(p.padding_left);
  let y = i32(out_row - image * p.out_height) - i32(p.padding_top);
  let inside = y >= 0 && y < i32(p.in_height) && column >= 0 && column < i32(p.in_width);
  let plane = p.in_height * p.in_width;
  let first = select(0u, image * p.channels * plane + u32(y * i32(p.in_width) + column), inside);
  for (var channel = 0u; channel < p.channels; channel++) {
    out[position * p.channels + channel] = select(0.0, x[first + channel * plane], inside);
  }
}
