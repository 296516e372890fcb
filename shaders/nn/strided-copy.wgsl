// Copies elements in another order, or only some of them: permutations and slices.
//
// One invocation copies one Element (one value or four). Writes are consecutive; reads follow the input's strides.

override RANK: u32;

struct Params { count: u32, base: u32, sizes: Sizes, steps: Steps }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Element>;
@group(0) @binding(2) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  out[index] = x[i32(p.base) + walked(index, RANK, p.sizes, p.steps)];
}
