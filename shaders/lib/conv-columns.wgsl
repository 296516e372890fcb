// The epilogue of convolutions that hold four consecutive columns of an output row, with the bias already in the sums: adds the
// residual, applies the activation, and stores those columns that exist. For shaders that declare p, residual and out.

// `plane` is counted through the whole batch.
fn store_columns(plane: u32, row: u32, column: u32, sums: vec4f) {
  let channel = plane % p.out_channels;
  let first = (plane * p.out_height + row) * p.out_width + column;
  let known = min(4u, p.out_width - column);
  for (var i = 0u; i < known; i++) {
    var result = sums[i];
    if (p.has_residual != 0u) { result += residual[first + i]; }
    out[first + i] = finish(result, channel);
  }
}
