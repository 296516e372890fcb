// The epilogue of Winograd's last step; its shader declares p, bias, residual and out.

// `at` is the index in out of (y, column), which may lie past the lower or right edge.
fn store_value(at: u32, y: u32, column: u32, sum: f32) {
  if (y >= p.out_height || column >= p.out_width) { return; }
  var result = sum;
  if (p.has_residual != 0u) { result += residual[at]; }
  out[at] = activate(result, p.activation);
}
