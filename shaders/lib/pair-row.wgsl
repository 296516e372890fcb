// The inner step of the kernels that broadcast weights in subgroups.

// One output channel's sums over four pixels, increased by the weights of two input channels times the pixels of each.
fn pair_row(w: vec2f, v0: vec4f, v1: vec4f, sum: vec4f) -> vec4f {
  return fma(vec4f(w.y), v1, fma(vec4f(w.x), v0, sum));
}
