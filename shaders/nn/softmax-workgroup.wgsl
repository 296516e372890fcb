// exp(x - max) / sum exp(x - max) along rows: x [rows,size].
//
// A workgroup of 64 invocations computes one row, adjacent invocations reading adjacent elements: for GPUs and long rows.

struct Params { rows: u32, size: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup_index(group);
  // The grid can hold more workgroups than there are rows; those read the last row again and store nothing.
  let first = min(row, p.rows - 1u) * p.size;
  var largest = x[first];
  for (var i = lane; i < p.size; i += 64u) { largest = max(largest, x[first + i]); }
  largest = workgroup_max(largest, lane);
  var sum = 0.0;
  for (var i = lane; i < p.size; i += 64u) { sum += exp(x[first + i] - largest); }
  let total = workgroup_sum(sum, lane);
  if (row >= p.rows) { return; }
  for (var i = lane; i < p.size; i += 64u) { out[first + i] = exp(x[first + i] - largest) / total; }
}
