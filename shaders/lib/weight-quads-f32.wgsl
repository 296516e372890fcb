// Weights that are read four at a time, as they are packed: four float32 values.

@group(0) @binding(2) var<storage, read> weights: array<vec4f>;

fn weight_quad(at: u32) -> vec4f {
  return weights[at];
}
