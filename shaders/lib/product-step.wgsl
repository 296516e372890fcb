// What an invocation of lib/product-tiled64.wgsl, product-tiled32.wgsl or product-matrix.wgsl loads for one step along the
// depth: the same four rows and the same four columns, at two places of the depth.
//
// It is loaded into registers one step ahead: a wait for memory, hundreds of clocks on a GPU, then passes under the
// multiply-adds of the step before. Four vec4 of registers pay for that.

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
