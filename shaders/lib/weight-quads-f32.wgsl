// Weights read four at a time, stored as float32.

@group(0) @binding(2) var<storage, read> weights: array<vec4f>;

fn weight_quad(at: u32) -> vec4f {
  return weights[at];
}
