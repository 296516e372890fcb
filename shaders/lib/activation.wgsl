// The end of every epilogue. `kind` is uniform over a dispatch; the constants are those of activationCode in
// src/kernels/kernel.ts, which the host appends to this file.

fn activate(x: f32, kind: u32) -> f32 {
  switch kind {
    case RELU: { return max(x, 0.0); }
    case SIGMOID: { return 1.0 / (1.0 + exp(-x)); }
    case NONE, default: { return x; }
  }
}

fn activate4(x: vec4f, kind: u32) -> vec4f {
  switch kind {
    case RELU: { return max(x, vec4f(0.0)); }
    case SIGMOID: { return 1.0 / (1.0 + exp(-x)); }
    case NONE, default: { return x; }
  }
}
