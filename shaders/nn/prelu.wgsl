// Parametric ReLU: x where it is positive, slope * x elsewhere.
//
// One invocation computes one Element (one value or four); a run of consecutive Elements shares one slope.

struct Params { count: u32, run: u32, slopes: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Element>;
@group(0) @binding(2) var<storage, read> slopes: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let value = x[index];
  let slope = slopes[index / p.run % p.slopes];
  out[index] = select(value * slope, value, value > Element(0.0));
}
