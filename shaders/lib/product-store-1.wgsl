// The epilogue of products with any number of columns: bias, residual and activation of those of four columns that exist.

@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

// `row` is counted through the whole batch.
fn store_four(row: u32, quad: u32, sums: vec4f) {
  let known = min(4u, p.columns - quad * 4u);
  let first = row * p.columns + quad * 4u;
  let biased = sums + bias[quad];
  for (var i = 0u; i < known; i++) {
    var result = biased[i];
    if (p.has_residual != 0u) { result += residual[first + i]; }
    out[first + i] = activate(result, p.activation);
  }
}
