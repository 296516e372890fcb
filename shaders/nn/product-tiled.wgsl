// Matrix products by lib/product-tiled64.wgsl or product-tiled32.wgsl, of operands that are read in place, transposed or not.
//
// The four rows or columns that an invocation loads at one depth are consecutive, so adjacent invocations read contiguous memory
// whichever way an operand is transposed.

override BATCH_RANK: u32;

@group(0) @binding(0) var<uniform> p: ProductParams;
@group(0) @binding(1) var<storage, read_write> a: array<f32>;
// Binding 2, the columns: lib/columns-value.wgsl, or weights by lib/columns-weights.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
// Bindings 4 and 5, residual and result: lib/product-store-1.wgsl or product-store-4.wgsl.

// The offsets of the four rows, and the state of the file that reads the columns.
struct Place { rows: vec4u, columns: vec4u }

fn row_blocks() -> u32 { return (p.rows + ROWS - 1u) / ROWS; }

// Rows are numbered through the whole batch, each matrix padded to whole tiles.
fn row_count() -> u32 { return p.batches * row_blocks() * ROWS; }

fn quad_count() -> u32 { return (p.columns + 3u) / 4u; }

// A workgroup sums over the whole depth.
fn part_of(workgroup: u32, column_tiles: u32) -> Part { return Part(0u, workgroup, 0u, p.depth); }

fn columns_of(quad: u32) -> u32 { return quad; }

fn place_of(row_tile: u32, column_tile: u32, quad: u32) -> Place {
  let batch = min(row_tile / row_blocks(), p.batches - 1u);
  let matrix = u32(walked(batch, BATCH_RANK, p.batch_sizes, p.a_matrices));
  let row = row_tile % row_blocks() * ROWS + quad * 4u + vec4u(0u, 1u, 2u, 3u);
  let rows = matrix * p.rows * p.depth + min(row, vec4u(p.rows - 1u)) * p.a_row;
  return Place(rows, columns_from(batch, column_tile * QUADS + quad));
}

// Strides are constant along the depth, so a step has nothing to precompute.
fn enter_step(place: ptr<function, Place>, k0: u32) {}

fn four_rows(place: Place, k: u32) -> vec4f {
  let at = place.rows + k * p.a_column;
  return vec4f(a[at.x], a[at.y], a[at.z], a[at.w]);
}

fn four_columns(place: Place, k: u32) -> vec4f { return columns_at(place.columns, k); }

fn store_row(part: u32, row: u32, sums: vec4f, columns: u32, quad: u32) {
  let padded = row_blocks() * ROWS;
  let within = row % padded;
  if (within < p.rows) { store_four(row / padded * p.rows + within, quad, sums); }
}
