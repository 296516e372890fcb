// Matrix products of any size, batch and transposition: the fallback of the other product kernels.
//
// One invocation computes one value of the result and reads both operands in place.

override BATCH_RANK: u32;

@group(0) @binding(0) var<uniform> p: ProductParams;
@group(0) @binding(1) var<storage, read_write> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.batches * p.rows * p.columns) { return; }
  let column = index % p.columns;
  let row = index / p.columns % p.rows;
  let batch = index / (p.columns * p.rows);
  var at_a = u32(walked(batch, BATCH_RANK, p.batch_sizes, p.a_matrices)) * p.rows * p.depth + row * p.a_row;
  var at_b = u32(walked(batch, BATCH_RANK, p.batch_sizes, p.b_matrices)) * p.depth * p.columns + column * p.b_column;
  var sum = 0.0;
  for (var k = 0u; k < p.depth; k++) {
    sum = fma(a[at_a], b[at_b], sum);
    at_a += p.a_column;
    at_b += p.b_row;
  }
  sum += bias[column];
  if (p.has_residual != 0u) { sum += residual[index]; }
  out[index] = activate(sum, p.activation);
}
