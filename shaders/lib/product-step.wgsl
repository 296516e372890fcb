// What an invocation of lib/product-tiled64.wgsl, product-tiled32.wgsl or product-matrix.wgsl loads for one step along the depth:
// the same four rows and four columns, at two depths.
//
// The values are loaded into registers one step ahead, so that the latency of memory, hundreds of clocks on a GPU, overlaps with
// the multiply-adds of the previous step. The price is four vec4 of registers.

struct Loaded { rows_0: Vec4, rows_1: Vec4, columns_0: Vec4, columns_1: Vec4 }

fn load_step(place: ptr<function, Place>, k0: u32, end: u32, lane: u32) -> Loaded {
  enter_step(place, k0);
  let first = k0 + lane / QUADS;
  let second = first + INVOCATIONS / QUADS;
  let k = min(first, end - 1u);
  let l = min(second, end - 1u);
  return Loaded(
    Vec4(select(vec4f(0.0), four_rows(*place, k), first < end)),
    Vec4(select(vec4f(0.0), four_rows(*place, l), second < end)),
    Vec4(four_columns(*place, k)),
    Vec4(four_columns(*place, l)));
}
