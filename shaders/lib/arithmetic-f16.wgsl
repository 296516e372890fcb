enable f16;

// Sums of products in float16, each over one step of the kernel along K only; float32 adds the steps up. Rounding then
// grows with the length of a step, not with that of the whole sum.

alias Scalar = f16;
alias Vec4 = vec4<f16>;

fn load_sum(total: vec4f) -> Vec4 {
  return Vec4();
}

fn add_sum(total: vec4f, sum: Vec4) -> vec4f {
  return total + vec4f(sum);
}
