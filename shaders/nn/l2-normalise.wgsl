// SSD's Normalize layer: x / sqrt(sum over channels of x^2 + epsilon) * scale[c] at every position of [N,C,plane].
//
// One invocation computes one position, in two passes over the channels. Adjacent invocations take adjacent positions, so the
// loads of a subgroup are coalesced.

struct Params { batch: u32, channels: u32, plane: u32 }

override EPSILON: f32;

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> scale: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.batch * p.plane) { return; }
  let first = index / p.plane * p.channels * p.plane + index % p.plane;
  var sum = EPSILON;
  for (var c = 0u; c < p.channels; c++) {
    let value = x[first + c * p.plane];
    sum = fma(value, value, sum);
  }
  let norm = sqrt(sum);
  for (var c = 0u; c < p.channels; c++) {
    out[first + c * p.plane] = x[first + c * p.plane] / norm * scale[c];
  }
}
