// The mean of each channel over all positions: [N,C,plane] -> [N,C].
//
// One invocation sums one channel. The planes that networks pool here are small (7x7), so splitting them would not pay.

struct Params { planes: u32, plane: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.planes) { return; }
  var sum = 0.0;
  for (var i = 0u; i < p.plane; i++) { sum += x[index * p.plane + i]; }
  out[index] = sum / f32(p.plane);
}
