// The vertical pass of the window that mscn-rows.wgsl began, then (x - mean) / (deviation + 1/255), [planes,height,width].
//
// One invocation computes one element. Rounding as in mscn-rows.wgsl; rows at the same distance, 1 to 3, above and below the
// centre are added in pairs. Rounding can make the variance of a flat area negative: the result is then 0.

struct Params { count: u32, height: u32, width: u32, zero: u32 }

override TAP0: f32;
override TAP1: f32;
override TAP2: f32;
override TAP3: f32;

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> means: array<f32>;
@group(0) @binding(3) var<storage, read_write> mean_squares: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let row = index / p.width % p.height;
  let taps = array<f32, 4>(TAP0, TAP1, TAP2, TAP3);
  var mean = rounded(means[index] * TAP0);
  var mean_square = rounded(mean_squares[index] * TAP0);
  for (var k = 1u; k <= 3u; k++) {
    let above = index - min(k, row) * p.width;
    let below = index + min(k, p.height - 1u - row) * p.width;
    mean = fused(rounded(means[below] + means[above]), taps[k], mean);
    mean_square = fused(rounded(mean_squares[below] + mean_squares[above]), taps[k], mean_square);
  }
  let variance = rounded(mean_square - rounded(mean * mean));
  let deviation = sqrt(max(variance, 0.0)) + 1.0 / 255.0;
  out[index] = select((x[index] - mean) / deviation, 0.0, variance < 0.0);
}
