enable f16;

// Sums of products in float16, each over a single step of the kernel along K; float32 accumulates the steps. The rounding error
// then grows with the length of a step instead of the length of the whole sum.

alias Scalar = f16;
alias Vec4 = vec4<f16>;

fn load_sum(total: vec4f) -> Vec4 {
  return Vec4();
}

fn add_sum(total: vec4f, sum: Vec4) -> vec4f {
  return total + vec4f(sum);
}
