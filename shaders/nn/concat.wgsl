// One input's part of a concatenation: the input is [outer, inner] and becomes columns [offset, offset + inner) of out [outer,
// out_inner], where inner is the product of the dimensions from the axis on.
//
// One invocation copies one value.

struct Params { count: u32, inner: u32, out_inner: u32, offset: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  out[index / p.inner * p.out_inner + p.offset + index % p.inner] = x[index];
}
