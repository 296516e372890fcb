// Matrix products by lib/product-subgroup.wgsl, of operands that are packed or read in place.
//
// Rows are read in pairs of columns: in place where rows consist of whole pairs, otherwise packed by pack-rows.wgsl. Columns are
// read as quads, [matrices][depth][columns/4]: in place where there are whole quads, otherwise packed by pack-columns.wgsl or by
// the host.

override BATCH_RANK: u32;

@group(0) @binding(0) var<uniform> p: ProductParams;
// Binding 1, the rows: lib/rows-pairs.wgsl or rows-packed.wgsl.
// Binding 2, the columns: lib/value-quads.wgsl, weight-quads-f32.wgsl or weight-quads-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
// Bindings 4 and 5, residual and result: lib/product-store-1.wgsl or product-store-4.wgsl.

// The position along the depth, as indices of quads.
struct Walk { at: u32, step: u32 }

fn row_blocks() -> u32 { return (p.rows + ROWS - 1u) / ROWS; }

// Rows are numbered through the whole batch, each matrix padded to whole blocks.
fn row_count() -> u32 { return p.batches * row_blocks() * ROWS; }

fn quad_count() -> u32 { return (p.columns + 3u) / 4u; }

fn section_count() -> u32 { return 1u; }

fn depth() -> u32 { return p.depth; }

// Quads past the last repeat it: their loads stay in range, and their results are not stored.
fn columns_of(quad: u32) -> u32 { return min(quad, quad_count() - 1u); }

fn walk_from(columns: u32, section: u32, first_row: u32) -> Walk {
  let batch = min(first_row / (row_blocks() * ROWS), p.batches - 1u);
  let matrix = u32(walked(batch, BATCH_RANK, p.batch_sizes, p.b_matrices));
  let step = quad_count();
  return Walk(matrix * p.depth * step + columns, step);
}

fn two_on(walk: Walk) -> Walk { return Walk(walk.at + 2u * walk.step, walk.step); }

fn values_at(walk: Walk) -> vec4f { return weight_quad(walk.at); }

// Past an odd last column of a the weight is zero, and the last row of b is read again instead of one out of range.
fn values_after(walk: Walk, known: bool) -> vec4f { return weight_quad(walk.at + select(0u, walk.step, known)); }

fn store_row(row: u32, sums: vec4f, columns: u32, quad: u32) {
  let padded = row_blocks() * ROWS;
  let within = row % padded;
  if (within < p.rows) { store_four(row / padded * p.rows + within, quad, sums); }
}
