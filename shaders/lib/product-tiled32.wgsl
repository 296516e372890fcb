// The body of matrix products through workgroup memory, with tiles of 32 rows x 32 columns: for GPUs and products that
// have too few tiles of 64x64 to fill one.
//
// As product-tiled64.wgsl, but an invocation makes 4x4 of the tile, in steps of 16 along the depth.

struct Part { number: u32, tile: u32, first: u32, end: u32 }

const ROWS = 32u;
// Of rows, and of columns.
const QUADS = 8u;
const STEP = 16u;

// Both [STEP][8] vec4.
var<workgroup> row_tile: array<Vec4, STEP * 8u>;
var<workgroup> column_tile: array<Vec4, STEP * 8u>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let column_tiles = (quad_count() + QUADS - 1u) / QUADS;
  let part = part_of(workgroup_index(group), column_tiles);
  let tile = part.tile;
  let first_row = tile / column_tiles * ROWS;
  var place = place_of(tile / column_tiles, tile % column_tiles, lane % QUADS);

  let row = lane / 8u;
  let column = lane % 8u;
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  for (var k0 = part.first; k0 < part.end; k0 += STEP) {
    enter_step(&place, k0);
    for (var i = 0u; i < 2u; i++) {
      let slot = lane + i * 64u;
      let k = min(k0 + slot / QUADS, part.end - 1u);
      let used = k0 + slot / QUADS < part.end;
      row_tile[slot] = Vec4(select(vec4f(0.0), four_rows(place, k), used));
      column_tile[slot] = Vec4(four_columns(place, k));
    }
    workgroupBarrier();
    var s0 = load_sum(a0); var s1 = load_sum(a1); var s2 = load_sum(a2); var s3 = load_sum(a3);
    for (var k = 0u; k < STEP; k++) {
      let w = row_tile[k * QUADS + row];
      let v = column_tile[k * QUADS + column];
      s0 = fma(Vec4(w.x), v, s0);
      s1 = fma(Vec4(w.y), v, s1);
      s2 = fma(Vec4(w.z), v, s2);
      s3 = fma(Vec4(w.w), v, s3);
    }
    a0 = add_sum(a0, s0); a1 = add_sum(a1, s1); a2 = add_sum(a2, s2); a3 = add_sum(a3, s3);
    workgroupBarrier();
  }

  let top = first_row + row * 4u;
  let quad = tile % column_tiles * QUADS + column;
  if (top >= row_count() || quad >= quad_count()) { return; }
  let rows = min(4u, row_count() - top);
  let columns = columns_of(quad);
  var sums = array<vec4f, 4>(a0, a1, a2, a3);
  for (var r = 0u; r < rows; r++) { store_row(part.number, top + r, sums[r], columns, quad); }
}
