// The epilogue of Winograd's last step, with the bias already in `sum`. For shaders that declare p, bias, residual and out.

fn store_value(at: u32, channel: u32, sum: f32) {
  var result = sum;
  if (p.has_residual != 0u) { result += residual[at]; }
  out[at] = finish(result, channel);
}
