// Float32 arithmetic of which every bit is determined. WGSL lets a compiler fuse a product with the addition after it,
// take `fma` apart, and regroup sums. Where a result is the small difference of nearly equal numbers that changes its
// sign; here every step is rounded by itself, and `fused` is a true fused multiply-add on every adapter.
//
// A shader that uses this has a field `zero` in its parameters `p`, which is 0 and which no compiler knows to be.

// The value itself, rounded to float32: what made it cannot be merged with what uses it.
fn rounded(value: f32) -> f32 { return bitcast<f32>(bitcast<u32>(value) ^ p.zero); }

// `value + error` is what was to be computed, without any error.
struct Exact { value: f32, error: f32 }

// Knuth's TwoSum.
fn exact_sum(a: f32, b: f32) -> Exact {
  let sum = rounded(a + b);
  let b_part = rounded(sum - a);
  let a_part = rounded(sum - b_part);
  return Exact(sum, rounded(rounded(a - a_part) + rounded(b - b_part)));
}

// The nearest number of 12 significant bits.
fn upper_half(value: f32) -> f32 { return bitcast<f32>((bitcast<u32>(value) + 0x800u) & 0xfffff000u); }

// Dekker's product: halves of 12 bits have products that are exact, fused or not.
fn exact_product(a: f32, b: f32) -> Exact {
  let product = rounded(a * b);
  let a_high = upper_half(a);
  let a_low = rounded(a - a_high);
  let b_high = upper_half(b);
  let b_low = rounded(b - b_high);
  var error = rounded(a_high * b_high - product);
  error = rounded(error + a_high * b_low);
  error = rounded(error + a_low * b_high);
  return Exact(product, rounded(error + a_low * b_low));
}

// The sum rounded to odd: of the two numbers around it, the one whose last bit is 1.
fn odd_sum(a: f32, b: f32) -> f32 {
  let sum = exact_sum(a, b);
  let bits = bitcast<u32>(sum.value);
  if (sum.error == 0.0 || (bits & 1u) == 1u) { return sum.value; }
  let outward = (sum.error > 0.0) == (sum.value > 0.0);
  return bitcast<f32>(select(bits - 1u, bits + 1u, outward));
}

// a * b + c, rounded once (Boldo and Melquiond, "Emulation of a FMA and Correctly Rounded Sums", 2008).
fn fused(a: f32, b: f32, c: f32) -> f32 {
  let product = exact_product(a, b);
  let low = exact_sum(c, product.error);
  let high = exact_sum(product.value, low.value);
  return rounded(high.value + odd_sum(high.error, low.error));
}
