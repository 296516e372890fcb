// The body of matrix products by a GPU's matrix units, with which a subgroup multiplies M x K by K x N values at once: tiles of
// 64 rows x 64 columns through workgroup memory, as in product-tiled64.wgsl, which lists the functions that the including shader
// must define. A template, like product-subgroup.wgsl; src/kernels/matrix-form.ts chooses M, N, K and the shares.
//
// A workgroup of 128 invocations computes a tile in steps of 16 along the depth; each of its subgroups computes a share of the
// tile, DOWN x ALONG matrices that stay in registers. Operands are rounded to the units' type (arithmetic-f16.wgsl or
// arithmetic-f32.wgsl) when they are written to workgroup memory, where both are ordered by depth; sums are float32. At the end
// the matrices go through workgroup memory to the epilogue, one row of each share at a time, because only there is the position
// of a value known.

struct Part { number: u32, tile: u32, first: u32, end: u32 }

const ROWS = 64u;
const QUADS = 16u;
const STEP = 16u;
const INVOCATIONS = 128u;

const SHARE_ROWS = M * DOWN;
const SHARE_COLUMNS = N * ALONG;
const COLUMN_SHARES = 64u / SHARE_COLUMNS;
const SHARES = 64u / SHARE_ROWS * COLUMN_SHARES;
// One row of matrices of every share.
const RESULT_ROWS = 64u / DOWN;

// Both are [STEP][PITCH]; PITCH exceeds 64 where there is room, so that a matrix's rows are in different banks.
var<workgroup> row_tile: array<Scalar, STEP * PITCH>;
var<workgroup> column_tile: array<Scalar, STEP * PITCH>;
var<workgroup> results: array<f32, RESULT_ROWS * 64u>;

fn put_rows(at: u32, values: Vec4) {
  row_tile[at] = values.x;
  row_tile[at + 1u] = values.y;
  row_tile[at + 2u] = values.z;
  row_tile[at + 3u] = values.w;
}

fn put_columns(at: u32, values: Vec4) {
  column_tile[at] = values.x;
  column_tile[at + 1u] = values.y;
  column_tile[at + 2u] = values.z;
  column_tile[at + 3u] = values.w;
}

// Applies the epilogue to the results in workgroup memory: row `down` of each share's matrices.
fn finish_results(part: u32, first_row: u32, first_quad: u32, down: u32, lane: u32) {
  for (var i = lane; i < RESULT_ROWS * QUADS; i += INVOCATIONS) {
    let within = i / QUADS;
    let row = first_row + within / M * SHARE_ROWS + down * M + within % M;
    let quad = first_quad + i % QUADS;
    if (row < row_count() && quad < quad_count()) {
      let at = i * 4u;
      let sums = vec4f(results[at], results[at + 1u], results[at + 2u], results[at + 3u]);
      store_row(part, row, sums, columns_of(quad), quad);
    }
  }
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  group: Workgroup,
  @builtin(local_invocation_index) lane: u32,
  @builtin(subgroup_id) subgroup: u32,
) {
  let column_tiles = (quad_count() + QUADS - 1u) / QUADS;
  let part = part_of(workgroup_index(group), column_tiles);
  let first_row = part.tile / column_tiles * ROWS;
  let first_quad = part.tile % column_tiles * QUADS;
  var place = place_of(part.tile / column_tiles, part.tile % column_tiles, lane % QUADS);

  // Subgroups below the largest size outnumber the shares; the surplus ones recompute the last share.
  let share = min(subgroup, SHARES - 1u);
  let top = share / COLUMN_SHARES * SHARE_ROWS;
  let left = share % COLUMN_SHARES * SHARE_COLUMNS;
  #each down
  #each along
  var sum$down_$along: subgroup_matrix_result<f32, N, M>;
  #end along
  #end down
  let at = lane / QUADS * PITCH + lane % QUADS * 4u;
  let second = at + INVOCATIONS / QUADS * PITCH;
  var loaded = load_step(&place, part.first, part.end, lane);
  for (var k0 = part.first; k0 < part.end; k0 += STEP) {
    put_rows(at, loaded.rows_0);
    put_rows(second, loaded.rows_1);
    put_columns(at, loaded.columns_0);
    put_columns(second, loaded.columns_1);
    workgroupBarrier();
    if (k0 + STEP < part.end) { loaded = load_step(&place, k0 + STEP, part.end, lane); }
    for (var k = 0u; k < STEP; k += K) {
      #each down
      let rows$down = subgroupMatrixLoad<subgroup_matrix_left<Scalar, K, M>, col_major>(
        &row_tile, k * PITCH + top + $downu * M, PITCH);
      #end down
      #each along
      let columns$along = subgroupMatrixLoad<subgroup_matrix_right<Scalar, N, K>, row_major>(
        &column_tile, k * PITCH + left + $alongu * N, PITCH);
      #each down
      sum$down_$along = subgroupMatrixMultiplyAccumulate(rows$down, columns$along, sum$down_$along);
      #end down
      #end along
    }
    workgroupBarrier();
  }

  let result = share / COLUMN_SHARES * M * 64u + left;
  #each down
  #each along
  subgroupMatrixStore<row_major>(&results, result + $alongu * N, sum$down_$along, 64u);
  #end along
  workgroupBarrier();
  finish_results(part.number, first_row, first_quad, $downu, lane);
  workgroupBarrier();
  #end down
}
