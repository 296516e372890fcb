// The right operand of a product when it is an activation.

@group(0) @binding(2) var<storage, read_write> b: array<f32>;

// The offsets of four columns; those past the last repeat it.
fn columns_from(batch: u32, quad: u32) -> vec4u {
  let matrix = u32(walked(batch, BATCH_RANK, p.batch_sizes, p.b_matrices));
  let column = min(quad * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(p.columns - 1u));
  return matrix * p.depth * p.columns + column * p.b_column;
}

fn columns_at(first: vec4u, k: u32) -> vec4f {
  let at = first + k * p.b_row;
  return vec4f(b[at.x], b[at.y], b[at.z], b[at.w]);
}
