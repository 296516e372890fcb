// The end of every epilogue. `kind` is uniform over a dispatch: 0 none, 1 ReLU, 2 sigmoid.

fn activate(x: f32, kind: u32) -> f32 {
  switch kind {
    case 1u: { return max(x, 0.0); }
    case 2u: { return 1.0 / (1.0 + exp(-x)); }
    default: { return x; }
  }
}

fn activate4(x: vec4f, kind: u32) -> vec4f {
  switch kind {
    case 1u: { return max(x, vec4f(0.0)); }
    case 2u: { return 1.0 / (1.0 + exp(-x)); }
    default: { return x; }
  }
}
