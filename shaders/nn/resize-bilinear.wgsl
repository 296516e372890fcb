// Every plane in another size, each value interpolated between four.
//
// One invocation makes one value. Where the taps along an axis lie, and their weights, the host computes in float64: in
// float32 a place among a thousand pixels has lost four digits of its fraction.

struct Params { count: u32, height: u32, width: u32, out_height: u32, out_width: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// (first, second, weight of the second, 0)
@group(0) @binding(2) var<storage, read> row_taps: array<vec4f>;
@group(0) @binding(3) var<storage, read> column_taps: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let row = row_taps[index / p.out_width % p.out_height];
  let column = column_taps[index % p.out_width];
  let plane = index / (p.out_width * p.out_height) * p.height * p.width;
  let upper = plane + u32(row.x) * p.width;
  let lower = plane + u32(row.y) * p.width;
  let at = vec2u(column.xy);
  // Sums of weighted values, not differences: exact where a weight is 0 or 1.
  let above = x[upper + at.x] * (1.0 - column.z) + x[upper + at.y] * column.z;
  let below = x[lower + at.x] * (1.0 - column.z) + x[lower + at.y] * column.z;
  out[index] = above * (1.0 - row.z) + below * row.z;
}
