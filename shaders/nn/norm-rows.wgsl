// Normalises rows by their own mean and variance; see lib/norm-params.wgsl.
//
// One invocation normalises one row, in three passes over it. Workgroups are small, so that even few rows occupy several cores.
// Terms are summed in blocks first, so that rounding errors grow little with the row's length.

const BLOCK = 64u;

@compute @workgroup_size(8)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup_index(group) * 8u + lane;
  if (row >= p.rows) { return; }
  let first = row * p.size;
  var total = 0.0;
  for (var k = 0u; k < p.size; k += BLOCK) {
    var sum = 0.0;
    for (var i = k; i < min(k + BLOCK, p.size); i++) { sum += x[first + i]; }
    total += sum;
  }
  let mean = total / f32(p.size);
  var squares = 0.0;
  for (var k = 0u; k < p.size; k += BLOCK) {
    var sum = 0.0;
    for (var i = k; i < min(k + BLOCK, p.size); i++) {
      let apart = x[first + i] - mean;
      sum = fma(apart, apart, sum);
    }
    squares += sum;
  }
  let scale = 1.0 / sqrt(squares / f32(p.size) + p.epsilon);
  for (var i = 0u; i < p.size; i++) { store_normalised(row, i, mean, scale); }
}
