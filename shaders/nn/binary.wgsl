// out = activation(f(a, b)), with the operands broadcast: their strides are 0 where they repeat.
//
// One invocation computes one Element (one value or four).

override RANK: u32;

struct Params {
  count: u32,
  activation: u32,   // see activation.wgsl
  applied: u32,      // 0 add, 1 subtract, 2 multiply, 3 divide
  swapped: u32,      // 1: the operands are exchanged, a is the right one
  sizes: Sizes,
  a_steps: Steps,
  b_steps: Steps,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> a: array<Element>;
// Binding 2, b: lib/second-each.wgsl or second-shared.wgsl.
@group(0) @binding(3) var<storage, read_write> out: array<Element>;

fn apply(left: Element, right: Element) -> Element {
  switch p.applied {
    case 1u: { return left - right; }
    case 2u: { return left * right; }
    case 3u: { return left / right; }
    default: { return left + right; }
  }
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let left = a[walked(index, RANK, p.sizes, p.a_steps)];
  let right = second(walked(index, RANK, p.sizes, p.b_steps));
  var result: Element;
  if (p.swapped != 0u) { result = apply(right, left); } else { result = apply(left, right); }
  out[index] = activate_element(result, p.activation);
}
