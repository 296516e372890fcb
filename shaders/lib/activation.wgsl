// The activation that ends every epilogue. `kind`, which is uniform over a dispatch, selects NONE, RELU or RELU6 without a branch,
// so one pipeline serves all layers that end in one of these. Every other function needs a pipeline of its own: a software adapter
// executes all cases of a switch, which together cost as much as a hundred multiply-adds for each value. The host half sets the
// constant by activationConstants in src/kernels/kernel.ts, whose codes are appended to this file.

// One of the other functions, which then replaces `kind`; or NONE.
override OTHER_ACTIVATION: u32 = 0u;

fn activate(x: f32, kind: u32) -> f32 { return activate4(vec4f(x), kind).x; }

fn activate4(x: vec4f, kind: u32) -> vec4f {
  if (OTHER_ACTIVATION != NONE) { return other4(x); }
  let positive = max(x, vec4f(0.0));
  return select(select(positive, min(positive, vec4f(6.0)), kind == RELU6), x, kind == NONE);
}

fn other4(x: vec4f) -> vec4f {
  switch OTHER_ACTIVATION {
    case SIGMOID: { return 1.0 / (1.0 + exp(-x)); }
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
