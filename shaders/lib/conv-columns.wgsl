// The epilogue of convolutions that hold four consecutive columns of an output row, with the bias already in the sums: adds the
// residual, applies the activation, and stores those columns that exist. For shaders that declare p, residual and out.

// A compile-time constant, since a software adapter also executes loads whose results are not used.
override HAS_RESIDUAL: bool;

// `plane` is counted through the whole batch.
fn store_columns(plane: u32, row: u32, column: u32, sums: vec4f) {
  let first = (plane * p.out_height + row) * p.out_width + column;
  let left = p.out_width - column;
  var result = sums;
  if (HAS_RESIDUAL) {
    let at = first + min(vec4u(0u, 1u, 2u, 3u), vec4u(left - 1u));
    result += vec4f(residual[at.x], residual[at.y], residual[at.z], residual[at.w]);
  }
  result = finish4(result, plane % p.out_channels);
  out[first] = result.x;
  if (left > 1u) { out[first + 1u] = result.y; }
  if (left > 2u) { out[first + 2u] = result.z; }
  if (left > 3u) { out[first + 3u] = result.w; }
}
