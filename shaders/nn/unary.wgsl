// out = activation(x), elementwise.
//
// One invocation computes one Element (one value or four). Used only where no epilogue could absorb the function.

struct Params { count: u32, activation: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Element>;
@group(0) @binding(2) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  out[index] = activate_element(x[index], p.activation);
}
