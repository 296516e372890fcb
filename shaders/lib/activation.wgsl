// The activation that ends every epilogue. `kind` is uniform over a dispatch. The host appends the constants of activationCode in
// src/kernels/kernel.ts to this file. The rarer functions exist only for vec4, and a scalar is computed as one.

fn activate(x: f32, kind: u32) -> f32 {
  switch kind {
    case RELU: { return max(x, 0.0); }
    case SIGMOID: { return 1.0 / (1.0 + exp(-x)); }
    case NONE: { return x; }
    default: { return other4(vec4f(x), kind).x; }
  }
}

fn activate4(x: vec4f, kind: u32) -> vec4f {
  switch kind {
    case RELU: { return max(x, vec4f(0.0)); }
    case SIGMOID: { return 1.0 / (1.0 + exp(-x)); }
    case NONE: { return x; }
    default: { return other4(x, kind); }
  }
}

fn other4(x: vec4f, kind: u32) -> vec4f {
  switch kind {
    case RELU6: { return clamp(x, vec4f(0.0), vec4f(6.0)); }
    case TANH: { return tanh4(x); }
    case GELU: { return 0.5 * x * (1.0 + erf4(x * 0.70710678)); }
    // 1 + tanh(u) is twice the logistic function of 2u.
    case GELU_TANH: { return x * logistic4(1.5957691 * (x + 0.044715 * x * x * x)); }
    case SILU: { return x * logistic4(x); }
    case HARDSWISH: { return x * clamp(x + 3.0, vec4f(0.0), vec4f(6.0)) / 6.0; }
    case EXP: { return exp(x); }
    case SQRT: { return sqrt(x); }
    case ABS: { return abs(x); }
    default: { return x; }
  }
}

// The argument is clamped so that exp does not become infinite.
fn logistic4(x: vec4f) -> vec4f { return 1.0 / (1.0 + exp(min(-x, vec4f(80.0)))); }

// Near 0 it uses the first terms of the series, because the quotient loses its digits there.
fn tanh4(x: vec4f) -> vec4f {
  let power = exp(-2.0 * abs(x));
  let square = x * x;
  let series = x * (1.0 + square * (-0.33333333 + square * (0.13333333 + square * (-0.053968254 + square * 0.021869489))));
  return select(sign(x) * (1.0 - power) / (1.0 + power), series, abs(x) < vec4f(0.25));
}

// Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26; the error is below 1.5e-7.
fn erf4(x: vec4f) -> vec4f {
  let t = 1.0 / (1.0 + 0.3275911 * abs(x));
  let polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return sign(x) * (1.0 - polynomial * exp(-x * x));
}
