// The epilogue of products whose rows consist of whole quads: bias, residual and activation of four columns.

@group(0) @binding(4) var<storage, read_write> residual: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4f>;

// `row` is counted through the whole batch.
fn store_four(row: u32, quad: u32, sums: vec4f) {
  let at = row * (p.columns / 4u) + quad;
  var result = sums + bias[quad];
  if (p.has_residual != 0u) { result += residual[at]; }
  out[at] = activate4(result, p.activation);
}
