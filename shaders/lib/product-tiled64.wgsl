// The body of matrix products through workgroup memory, in tiles of 64 rows x 64 columns: for GPUs and large products.
//
// A workgroup of 64 invocations computes a tile, each invocation 8x8 of it, in steps of 8 along the depth. At each depth an
// invocation reads four vec4 from workgroup memory for 64 multiply-adds; the price is 16 vec4 of accumulators. What is loaded for
// a step, and when, is in product-step.wgsl. The type of operands and sums is in arithmetic-f32.wgsl or arithmetic-f16.wgsl; the
// latter also halves the traffic of workgroup memory.
//
// The shader that includes this defines:
//   row_count, quad_count            the number of rows, and of quads of four columns
//   part_of(workgroup, column_tiles) which tile a workgroup computes, and over which range of the depth it sums
//   place_of(row_tile, column_tile, quad)    where an invocation loads: a quad of the tile's rows and of its columns
//   enter_step(place, k0)            computes once what all depths of a step share
//   four_rows(place, k), four_columns(place, k)    four values of each operand at a depth
//   columns_of(quad), store_row(part, row, sums, columns, quad)    the epilogue

struct Part { number: u32, tile: u32, first: u32, end: u32 }

const ROWS = 64u;
// In rows and in columns.
const QUADS = 16u;
const STEP = 8u;
const INVOCATIONS = 64u;

// Both are [STEP][16] vec4.
var<workgroup> row_tile: array<Vec4, STEP * 16u>;
var<workgroup> column_tile: array<Vec4, STEP * 16u>;

@compute @workgroup_size(INVOCATIONS)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let column_tiles = (quad_count() + 15u) / 16u;
  let part = part_of(workgroup_index(group), column_tiles);
  let tile = part.tile;
  let first_row = tile / column_tiles * ROWS;
  let first_quad = tile % column_tiles * 16u;
  var place = place_of(tile / column_tiles, tile % column_tiles, lane % QUADS);

  let row = lane / 8u;
  let column = lane % 8u;
  var a0l = vec4f(); var a0r = vec4f();
  var a1l = vec4f(); var a1r = vec4f();
  var a2l = vec4f(); var a2r = vec4f();
  var a3l = vec4f(); var a3r = vec4f();
  var a4l = vec4f(); var a4r = vec4f();
  var a5l = vec4f(); var a5r = vec4f();
  var a6l = vec4f(); var a6r = vec4f();
  var a7l = vec4f(); var a7r = vec4f();
  var loaded = load_step(&place, part.first, part.end, lane);
  for (var k0 = part.first; k0 < part.end; k0 += STEP) {
    row_tile[lane] = loaded.rows_0;
    row_tile[lane + 64u] = loaded.rows_1;
    column_tile[lane] = loaded.columns_0;
    column_tile[lane + 64u] = loaded.columns_1;
    workgroupBarrier();
    if (k0 + STEP < part.end) { loaded = load_step(&place, k0 + STEP, part.end, lane); }
    var s0l = load_sum(a0l); var s0r = load_sum(a0r);
    var s1l = load_sum(a1l); var s1r = load_sum(a1r);
    var s2l = load_sum(a2l); var s2r = load_sum(a2r);
    var s3l = load_sum(a3l); var s3r = load_sum(a3r);
    var s4l = load_sum(a4l); var s4r = load_sum(a4r);
    var s5l = load_sum(a5l); var s5r = load_sum(a5r);
    var s6l = load_sum(a6l); var s6r = load_sum(a6r);
    var s7l = load_sum(a7l); var s7r = load_sum(a7r);
    for (var k = 0u; k < STEP; k++) {
      let w0 = row_tile[k * 16u + row * 2u + 0u];
      let w1 = row_tile[k * 16u + row * 2u + 1u];
      let v0 = column_tile[k * 16u + column];
      let v1 = column_tile[k * 16u + column + 8u];
      s0l = fma(Vec4(w0.x), v0, s0l); s0r = fma(Vec4(w0.x), v1, s0r);
      s1l = fma(Vec4(w0.y), v0, s1l); s1r = fma(Vec4(w0.y), v1, s1r);
      s2l = fma(Vec4(w0.z), v0, s2l); s2r = fma(Vec4(w0.z), v1, s2r);
      s3l = fma(Vec4(w0.w), v0, s3l); s3r = fma(Vec4(w0.w), v1, s3r);
      s4l = fma(Vec4(w1.x), v0, s4l); s4r = fma(Vec4(w1.x), v1, s4r);
      s5l = fma(Vec4(w1.y), v0, s5l); s5r = fma(Vec4(w1.y), v1, s5r);
      s6l = fma(Vec4(w1.z), v0, s6l); s6r = fma(Vec4(w1.z), v1, s6r);
      s7l = fma(Vec4(w1.w), v0, s7l); s7r = fma(Vec4(w1.w), v1, s7r);
    }
    a0l = add_sum(a0l, s0l); a0r = add_sum(a0r, s0r);
    a1l = add_sum(a1l, s1l); a1r = add_sum(a1r, s1r);
    a2l = add_sum(a2l, s2l); a2r = add_sum(a2r, s2r);
    a3l = add_sum(a3l, s3l); a3r = add_sum(a3r, s3r);
    a4l = add_sum(a4l, s4l); a4r = add_sum(a4r, s4r);
    a5l = add_sum(a5l, s5l); a5r = add_sum(a5r, s5r);
    a6l = add_sum(a6l, s6l); a6r = add_sum(a6r, s6r);
    a7l = add_sum(a7l, s7l); a7r = add_sum(a7r, s7r);
    workgroupBarrier();
  }

  let top = first_row + row * 8u;
  if (top >= row_count()) { return; }
  let rows = min(8u, row_count() - top);
  let left = first_quad + column;
  let right = left + 8u;
  if (left >= quad_count()) { return; }
  let left_columns = columns_of(left);
  var left_sums = array<vec4f, 8>(a0l, a1l, a2l, a3l, a4l, a5l, a6l, a7l);
  for (var r = 0u; r < rows; r++) { store_row(part.number, top + r, left_sums[r], left_columns, left); }
  if (right >= quad_count()) { return; }
  let right_columns = columns_of(right);
  var right_sums = array<vec4f, 8>(a0r, a1r, a2r, a3r, a4r, a5r, a6r, a7r);
  for (var r = 0u; r < rows; r++) { store_row(part.number, top + r, right_sums[r], right_columns, right); }
}
