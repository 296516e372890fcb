// Normalises rows by their own mean and variance; see lib/norm-params.wgsl.
//
// A workgroup of 64 invocations normalises one row, adjacent invocations reading adjacent elements: for GPUs, and for few long
// rows.

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup_index(group);
  // The grid can hold more workgroups than there are rows; those read the last row again and store nothing.
  let first = min(row, p.rows - 1u) * p.size;
  var sum = 0.0;
  for (var i = lane; i < p.size; i += 64u) { sum += x[first + i]; }
  let mean = workgroup_sum(sum, lane) / f32(p.size);
  var squares = 0.0;
  for (var i = lane; i < p.size; i += 64u) {
    let apart = x[first + i] - mean;
    squares = fma(apart, apart, squares);
  }
  let scale = 1.0 / sqrt(workgroup_sum(squares, lane) / f32(p.size) + p.epsilon);
  if (row >= p.rows) { return; }
  for (var i = lane; i < p.size; i += 64u) { store_normalised(row, i, mean, scale); }
}
