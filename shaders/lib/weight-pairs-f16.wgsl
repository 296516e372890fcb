// Weights read two at a time, stored as float16; see weight-quads-f16.wgsl.

@group(0) @binding(2) var<storage, read> weights: array<u32>;

fn weight_pair(at: u32) -> vec2f {
  return unpack2x16float(weights[at]);
}
