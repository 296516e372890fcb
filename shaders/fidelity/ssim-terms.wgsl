// The SSIM index of one window from its moments, for shaders whose parameters `p` have a field `clamped`.
//
// For photos x and y the moments are those of the sum s = x + y and the difference d = x - y. With the window's means and
// variances of these, the luminance term (2 mx my + C1) / (mx^2 + my^2 + C1) is 1 - 2 md^2 / (ms^2 + md^2 + 2 C1), and the
// contrast-structure term (2 vxy + C2) / (vx + vy + C2) is 1 - 2 vd / (vs + vd + 2 C2). This takes four moments instead of five,
// and equal photos give exactly 1. Moments are taken about an origin close to the values, since in a flat area the variance is
// the small difference of large numbers.

// The Gaussian weight, by distance from the centre.
override TAP0: f32;
override TAP1: f32;
override TAP2: f32;
override TAP3: f32;
override TAP4: f32;
override TAP5: f32;

// Twice C1 and C2.
override LUMINANCE_FLOOR: f32;
override CONTRAST_FLOOR: f32;

// The quantities whose means a window computes.
fn powers(value: vec2f) -> vec4f { return vec4f(value, value * value); }

// Returns the index and its contrast-structure term.
fn similarity(moments: vec4f, origin: vec2f) -> vec2f {
  let variance = moments.zw - moments.xy * moments.xy;
  let mean = moments.xy + origin;
  let square = mean * mean;
  let luminance = 1.0 - 2.0 * square.y / (square.x + square.y + LUMINANCE_FLOOR);
  var contrast = 1.0 - 2.0 * variance.y / (variance.x + variance.y + CONTRAST_FLOOR);
  if (p.clamped != 0u) { contrast = max(contrast, 0.0); }
  return vec2f(luminance * contrast, contrast);
}
