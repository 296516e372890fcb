// Four consecutive pixels of one plane as one vec4, for 1x1 convolutions whose planes hold a multiple of four. Used by
// kernels that declare p, bias, residual and out.

struct Point {
  image: u32,
  // Within a plane, in vec4.
  within: u32,
}

fn plane_quads() -> u32 {
  return p.out_height * p.out_width / 4u;
}

// Quads past the last repeat it: their loads stay in range and their results are not stored.
fn point_of(quad: u32) -> Point {
  let known = min(quad, p.batch * plane_quads() - 1u);
  return Point(known / plane_quads(), known % plane_quads());
}

// Bias, residual and activation.
fn store_point(channel: u32, sums: vec4f, point: Point) {
  let at = (point.image * p.out_channels + channel) * plane_quads() + point.within;
  var result = sums + bias[channel];
  if (p.has_residual != 0u) { result += residual[at]; }
  out[at] = activate4(result, p.activation);
}
