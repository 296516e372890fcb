// Sums of SSIM over parts of 128 rows and 4 columns: out [channels,part_rows,part_columns,2], the index and its
// contrast-structure term.
//
// For software adapters, on which barriers are expensive. One invocation computes one part: it walks down the rows, and adds each
// row's weighted sum of pixels, times a tap, to the moments of the eleven window positions that include the row. So a pixel is
// loaded 14/4 times instead of 121, and adjacent invocations read adjacent words. Columns to the right of those that count read
// arbitrary values and are discarded.

struct Params {
  parts: u32, part_rows: u32, part_columns: u32, height: u32, width: u32, rows: u32, columns: u32, clamped: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(3) var<storage, read_write> out: array<vec2f>;

// The moments of a column's unfinished window positions; the one that will be complete first comes first.
struct Column {
  a: vec4f, b: vec4f, c: vec4f, d: vec4f, e: vec4f, f: vec4f, g: vec4f, h: vec4f, i: vec4f, j: vec4f,
}

// Adds a row and returns the moments of the window position that it completes.
fn push(column: ptr<function, Column>, row: vec4f) -> vec4f {
  let complete = (*column).a + TAP5 * row;
  (*column).a = (*column).b + TAP4 * row;
  (*column).b = (*column).c + TAP3 * row;
  (*column).c = (*column).d + TAP2 * row;
  (*column).d = (*column).e + TAP1 * row;
  (*column).e = (*column).f + TAP0 * row;
  (*column).f = (*column).g + TAP1 * row;
  (*column).g = (*column).h + TAP2 * row;
  (*column).h = (*column).i + TAP3 * row;
  (*column).i = (*column).j + TAP4 * row;
  (*column).j = TAP5 * row;
  return complete;
}

// A row's weighted sum: four pairs of pixels at equal distances from the middle, the nearest last, and the middle.
fn window(ends: vec4f, four: vec4f, three: vec4f, two: vec4f, one: vec4f, middle: vec4f) -> vec4f {
  return TAP5 * ends + TAP4 * four + TAP3 * three + TAP2 * two + TAP1 * one + TAP0 * middle;
}

@compute @workgroup_size(16)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let part = workgroup_index(group) * 16u + lane;
  if (part >= p.parts) { return; }
  let channel = part / (p.part_rows * p.part_columns);
  let top = part / p.part_columns % p.part_rows * 128u;
  let left = part % p.part_columns * 4u;
  let bottom = min(top + 128u, p.rows) + 10u;
  let origin = pair(place(channel, top, left));
  var first = Column();
  var second = Column();
  var third = Column();
  var fourth = Column();
  var sum = vec2f();
  for (var row = top; row < bottom; row++) {
    let at = place(channel, row, left);
    let v0 = powers(pair(at) - origin);
    let v1 = powers(pair(at + STEP) - origin);
    let v2 = powers(pair(at + 2u * STEP) - origin);
    let v3 = powers(pair(at + 3u * STEP) - origin);
    let v4 = powers(pair(at + 4u * STEP) - origin);
    let v5 = powers(pair(at + 5u * STEP) - origin);
    let v6 = powers(pair(at + 6u * STEP) - origin);
    let v7 = powers(pair(at + 7u * STEP) - origin);
    let v8 = powers(pair(at + 8u * STEP) - origin);
    let v9 = powers(pair(at + 9u * STEP) - origin);
    let v10 = powers(pair(at + 10u * STEP) - origin);
    let v11 = powers(pair(at + 11u * STEP) - origin);
    let v12 = powers(pair(at + 12u * STEP) - origin);
    let v13 = powers(pair(at + 13u * STEP) - origin);
    let m0 = push(&first, window(v0 + v10, v1 + v9, v2 + v8, v3 + v7, v4 + v6, v5));
    let m1 = push(&second, window(v1 + v11, v2 + v10, v3 + v9, v4 + v8, v5 + v7, v6));
    let m2 = push(&third, window(v2 + v12, v3 + v11, v4 + v10, v5 + v9, v6 + v8, v7));
    let m3 = push(&fourth, window(v3 + v13, v4 + v12, v5 + v11, v6 + v10, v7 + v9, v8));
    if (row >= top + 10u) {
      sum += similarity(m0, origin);
      if (left + 1u < p.columns) { sum += similarity(m1, origin); }
      if (left + 2u < p.columns) { sum += similarity(m2, origin); }
      if (left + 3u < p.columns) { sum += similarity(m3, origin); }
    }
  }
  out[part] = sum;
}
