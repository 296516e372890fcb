// Sums of products in float32, accumulated across steps.

alias Scalar = f32;
alias Vec4 = vec4f;

fn load_sum(total: vec4f) -> Vec4 {
  return total;
}

fn add_sum(total: vec4f, sum: Vec4) -> vec4f {
  return sum;
}
