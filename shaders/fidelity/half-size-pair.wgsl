// Sums and differences of two photos at half their size: out [channels,half_height,half_width,2], means of 2x2 pixels, the last
// pixel of an odd axis repeated.
//
// One invocation computes one pixel of one channel. Every step is exact: sums of bytes have 9 bits, each halving adds two, and
// float32 holds 24.

struct Params { count: u32, height: u32, width: u32, half_height: u32, half_width: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(3) var<storage, read_write> out: array<vec2f>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let column = index % p.half_width * 2u;
  let row = index / p.half_width % p.half_height * 2u;
  let channel = index / (p.half_width * p.half_height);
  let right = min(column + 1u, p.width - 1u);
  let below = min(row + 1u, p.height - 1u);
  let upper = pair(place(channel, row, column)) + pair(place(channel, row, right));
  let lower = pair(place(channel, below, column)) + pair(place(channel, below, right));
  out[index] = 0.25 * (upper + lower);
}
