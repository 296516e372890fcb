// The horizontal pass of a 7x7 Gaussian window over x [planes,height,width] and over its squares, border replicated.
//
// One invocation computes one element of both results; the caches serve the overlap between neighbours. In a flat area values
// differ from their mean only by rounding errors, and the statistics count the signs of these differences. Additions and rounding
// therefore follow OpenCV's separable filter on CPUs with fused multiply-add.

struct Params { count: u32, width: u32, zero: u32 }

override TAP0: f32;
override TAP1: f32;
override TAP2: f32;
override TAP3: f32;

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> means: array<f32>;
@group(0) @binding(3) var<storage, read_write> mean_squares: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let column = i32(index % p.width);
  let row = index - u32(column);
  let taps = array<f32, 7>(TAP3, TAP2, TAP1, TAP0, TAP1, TAP2, TAP3);
  var mean = 0.0;
  var mean_square = 0.0;
  for (var k = 0; k < 7; k++) {
    let value = x[row + u32(clamp(column + k - 3, 0, i32(p.width) - 1))];
    mean = fused(value, taps[k], mean);
    mean_square = fused(rounded(value * value), taps[k], mean_square);
  }
  means[index] = mean;
  mean_squares[index] = mean_square;
}
