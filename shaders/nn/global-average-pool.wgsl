// The mean of each channel over all positions: [N,C,plane] -> [N,C].
//
// One invocation sums one channel, in blocks of 64 first, so that rounding errors grow little with the plane. Most networks pool
// 7x7 positions, too few to split; a GPU splits larger planes by reduce.wgsl.

struct Params { planes: u32, plane: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

const BLOCK = 64u;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.planes) { return; }
  var total = 0.0;
  for (var first = 0u; first < p.plane; first += BLOCK) {
    var sum = 0.0;
    for (var i = first; i < min(first + BLOCK, p.plane); i++) { sum += x[index * p.plane + i]; }
    total += sum;
  }
  out[index] = total / f32(p.plane);
}
