// Resizes every plane, interpolating each value between four.
//
// One invocation computes a column of up to STRIP values, which share its position and its horizontal taps; adjacent invocations
// read and write adjacent positions. The host computes the taps in float64, because in float32 a position among a thousand pixels
// has lost four digits of its fraction.

struct Params { planes: u32, height: u32, width: u32, out_height: u32, out_width: u32 }

// Output rows per invocation.
override STRIP: u32;

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// (first, second, weight of the second, 0)
@group(0) @binding(2) var<storage, read> row_taps: array<vec4f>;
@group(0) @binding(3) var<storage, read> column_taps: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

// A weighted sum instead of first + weight * (second - first): exact where the weight is 0 or 1.
fn between(first: f32, second: f32, weight: f32) -> f32 { return first * (1.0 - weight) + second * weight; }

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let strips = (p.out_height + STRIP - 1u) / STRIP;
  let strip = index / p.out_width;
  let plane = strip / strips;
  if (plane >= p.planes) { return; }
  let column = index - strip * p.out_width;
  let first_row = (strip - plane * strips) * STRIP;
  let across = column_taps[column];
  let left = plane * p.height * p.width + u32(across.x);
  let right = plane * p.height * p.width + u32(across.y);

  for (var row = first_row; row < min(first_row + STRIP, p.out_height); row++) {
    let down = row_taps[row];
    let upper = u32(down.x) * p.width;
    let lower = u32(down.y) * p.width;
    let above = between(x[left + upper], x[right + upper], across.z);
    let below = between(x[left + lower], x[right + lower], across.z);
    out[(plane * p.out_height + row) * p.out_width + column] = between(above, below, down.z);
  }
}
