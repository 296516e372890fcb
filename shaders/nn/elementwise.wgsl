// out = activation(a + b), or activation(a) where `has_second` is 0.
//
// One invocation computes one value. Networks meet it only where no epilogue could take the work over.

struct Params { count: u32, has_second: u32, activation: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  var value = a[index];
  if (p.has_second != 0u) { value += b[index]; }
  out[index] = activate(value, p.activation);
}
