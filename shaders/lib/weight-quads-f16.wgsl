// Weights read four at a time, stored as float16: half the memory and bandwidth. WGSL unpacks float16 without an extension, so
// every adapter can; float32 holds every float16 value, so nothing is lost.

@group(0) @binding(2) var<storage, read> weights: array<vec2u>;

fn weight_quad(at: u32) -> vec4f {
  let words = weights[at];
  return vec4f(unpack2x16float(words.x), unpack2x16float(words.y));
}
