// Output dimension i is input dimension order[i], up to four dimensions (the host pads with ones in front).
//
// One invocation writes one value: writes are consecutive, reads are gathered through the input's strides in the
// output's order.

struct Params { count: u32, size1: u32, size2: u32, size3: u32, stride0: u32, stride1: u32, stride2: u32, stride3: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let i3 = index % p.size3;
  let i2 = index / p.size3 % p.size2;
  let i1 = index / (p.size3 * p.size2) % p.size1;
  let i0 = index / (p.size3 * p.size2 * p.size1);
  out[index] = x[i0 * p.stride0 + i1 * p.stride1 + i2 * p.stride2 + i3 * p.stride3];
}
