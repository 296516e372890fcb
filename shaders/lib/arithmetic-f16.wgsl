enable f16;

// Sums of products in float16, each over one step of the kernel along K only; float32 adds the steps up. Rounding then
// grows with the length of a step, not with that of the whole sum.

alias Term = f16;
alias Terms = vec4<f16>;

fn begin(total: vec4f) -> Terms {
  return Terms();
}

fn finish(total: vec4f, sum: Terms) -> vec4f {
  return total + vec4f(sum);
}
