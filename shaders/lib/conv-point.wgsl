// Four consecutive pixels of one plane as a vec4: where they lie, and their epilogue. For 1x1 convolutions on planes with a
// multiple of four pixels; the shaders that include this declare p, bias, residual and out, the last two as vec4.

struct Point {
  image: u32,
  // Position within a plane, in vec4.
  within: u32,
}

fn plane_quads() -> u32 { return p.out_height * p.out_width / 4u; }

fn quad_count() -> u32 { return p.batch * plane_quads(); }

// Quads past the last repeat it: their loads stay in range, and their results are not stored.
fn columns_of(quad: u32) -> Point {
  let known = min(quad, quad_count() - 1u);
  return Point(known / plane_quads(), known % plane_quads());
}

fn place_in_output(row: u32, columns: Point) -> u32 {
  return (columns.image * p.out_channels + row) * plane_quads() + columns.within;
}

// Adds bias and residual, and applies the activation.
fn store_point(row: u32, sums: vec4f, columns: Point) {
  let at = place_in_output(row, columns);
  var result = sums + bias[row];
  if (p.has_residual != 0u) { result += residual[at]; }
  out[at] = finish4(result, row);
}
