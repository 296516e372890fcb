// Weights read two at a time, stored as float32.

@group(0) @binding(2) var<storage, read> weights: array<vec2f>;

fn weight_pair(at: u32) -> vec2f {
  return weights[at];
}
