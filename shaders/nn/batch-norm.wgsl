// Batch normalisation with stored statistics where no product precedes it: out = activation(x * a[c] + b[c]).
//
// One invocation computes one Element (one value or four) of [N,C,plane], within one channel; a and b are interleaved, [C] pairs.
// Bound by memory, so consecutive invocations access consecutive addresses.

// `plane` counts Elements.
struct Params { count: u32, channels: u32, plane: u32, activation: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Element>;
@group(0) @binding(2) var<storage, read> affine: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let ab = affine[index / p.plane % p.channels];
  out[index] = activate_element(fma(x[index], Element(ab.x), Element(ab.y)), p.activation);
}
