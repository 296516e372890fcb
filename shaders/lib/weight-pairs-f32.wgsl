// Weights that are read two at a time, as they are packed: two float32 values.

@group(0) @binding(2) var<storage, read> weights: array<vec2f>;

fn weight_pair(at: u32) -> vec2f {
  return weights[at];
}
