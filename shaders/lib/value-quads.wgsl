// Activations read four at a time, in the place of weights; see weight-quads-f32.wgsl.

@group(0) @binding(2) var<storage, read_write> activations: array<vec4f>;

fn weight_quad(at: u32) -> vec4f {
  return activations[at];
}
