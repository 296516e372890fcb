// Halves x [planes,height,width] by cubic interpolation with four taps along each axis.
//
// One invocation computes one output element. A tap table holds eight numbers per position: four input positions and four
// weights. Every product and sum is rounded separately, in OpenCV's order, because later stages count the signs of rounding
// errors: columns are summed from the last tap to the first, except in the elements at the right that do not fill a group of
// four, where the order is reversed.

struct Params { count: u32, height: u32, width: u32, half_height: u32, half_width: u32, zero: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> row_taps: array<vec4f>;
@group(0) @binding(3) var<storage, read> column_taps: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

fn along_row(first: u32, positions: vec4u, weights: vec4f) -> f32 {
  var sum = rounded(x[first + positions.x] * weights.x);
  sum = rounded(sum + rounded(x[first + positions.y] * weights.y));
  sum = rounded(sum + rounded(x[first + positions.z] * weights.z));
  return rounded(sum + rounded(x[first + positions.w] * weights.w));
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let column = index % p.half_width;
  let row = index / p.half_width % p.half_height;
  let first = index / (p.half_width * p.half_height) * p.height * p.width;
  let positions = vec4u(column_taps[2u * column]);
  let weights = column_taps[2u * column + 1u];
  let lines = vec4u(row_taps[2u * row]) * p.width + first;
  let line_weights = row_taps[2u * row + 1u];
  let a = rounded(along_row(lines.x, positions, weights) * line_weights.x);
  let b = rounded(along_row(lines.y, positions, weights) * line_weights.y);
  let c = rounded(along_row(lines.z, positions, weights) * line_weights.z);
  let d = rounded(along_row(lines.w, positions, weights) * line_weights.w);
  if (column < p.half_width / 4u * 4u) {
    out[index] = rounded(a + rounded(b + rounded(c + d)));
  } else {
    out[index] = rounded(rounded(rounded(a + b) + c) + d);
  }
}
