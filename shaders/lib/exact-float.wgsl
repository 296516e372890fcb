// Float32 arithmetic with the same bits on every adapter. WGSL lets a compiler fuse a product with the addition after it, split
// `fma`, and reassociate sums. Where a result is the small difference of nearly equal numbers, that can change its sign. Here
// every step is rounded separately, and `fused` is a true fused multiply-add everywhere.
//
// Shaders that use this have a field `zero` in their parameters `p`: a uniform, which the compiler cannot know to be 0.

// The value rounded to float32: the compiler cannot merge its computation with its uses.
fn rounded(value: f32) -> f32 { return bitcast<f32>(bitcast<u32>(value) ^ p.zero); }

// `value + error` is the exact result.
struct Exact { value: f32, error: f32 }

// Knuth's TwoSum.
fn exact_sum(a: f32, b: f32) -> Exact {
  let sum = rounded(a + b);
  let b_part = rounded(sum - a);
  let a_part = rounded(sum - b_part);
  return Exact(sum, rounded(rounded(a - a_part) + rounded(b - b_part)));
}

// Rounds to 12 significant bits.
fn upper_half(value: f32) -> f32 { return bitcast<f32>((bitcast<u32>(value) + 0x800u) & 0xfffff000u); }

// Dekker's product: products of 12-bit halves are exact, whether fused or not.
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

// a * b + c. Rounded twice where the two small parts do not add up exactly; this changes the last bit only if their sum is next
// to the midpoint between two numbers, about once in 2^24.
fn fused(a: f32, b: f32, c: f32) -> f32 {
  let product = exact_product(a, b);
  let low = exact_sum(c, product.error);
  let high = exact_sum(product.value, low.value);
  return rounded(high.value + rounded(high.error + low.error));
}
