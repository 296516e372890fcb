// exp(x - max) / sum exp(x - max) along one axis of [outer, size, inner].
//
// One invocation computes one line along the axis, in three passes over it. Terms are summed in blocks first, so that rounding
// errors grow little with the line's length.

const BLOCK = 64u;

struct Params { lines: u32, size: u32, inner: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.lines) { return; }
  let first = index / p.inner * p.size * p.inner + index % p.inner;
  var largest = x[first];
  for (var i = 1u; i < p.size; i++) { largest = max(largest, x[first + i * p.inner]); }
  var sum = 0.0;
  for (var k = 0u; k < p.size; k += BLOCK) {
    var block = 0.0;
    for (var i = k; i < min(k + BLOCK, p.size); i++) {
      let e = exp(x[first + i * p.inner] - largest);
      block += e;
      out[first + i * p.inner] = e;
    }
    sum += block;
  }
  for (var i = 0u; i < p.size; i++) { out[first + i * p.inner] /= sum; }
}
