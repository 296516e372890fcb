// The body of matrix products through workgroup memory, in tiles of 32 rows x 32 columns: for GPUs, and products with too few
// tiles of 64x64 to fill the GPU.
//
// Works like product-tiled64.wgsl, except that an invocation computes 4x4 of the tile, in steps of 16 along the depth.

struct Part { number: u32, tile: u32, first: u32, end: u32 }

const ROWS = 32u;
// In rows and in columns.
const QUADS = 8u;
const STEP = 16u;
const INVOCATIONS = 64u;

// Both are [STEP][8] vec4.
var<workgroup> row_tile: array<Vec4, STEP * 8u>;
var<workgroup> column_tile: array<Vec4, STEP * 8u>;

@compute @workgroup_size(INVOCATIONS)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let column_tiles = (quad_count() + QUADS - 1u) / QUADS;
  let part = part_of(workgroup_index(group), column_tiles);
  let tile = part.tile;
  let first_row = tile / column_tiles * ROWS;
  var place = place_of(tile / column_tiles, tile % column_tiles, lane % QUADS);

  let row = lane / 8u;
  let column = lane % 8u;
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var loaded = load_step(&place, part.first, part.end, lane);
  for (var k0 = part.first; k0 < part.end; k0 += STEP) {
    row_tile[lane] = loaded.rows_0;
    row_tile[lane + 64u] = loaded.rows_1;
    column_tile[lane] = loaded.columns_0;
    column_tile[lane + 64u] = loaded.columns_1;
    workgroupBarrier();
    if (k0 + STEP < part.end) { loaded = load_step(&place, k0 + STEP, part.end, lane); }
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
