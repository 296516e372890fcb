// Packs a left operand in the order in which product-subgroup.wgsl reads it: [matrices][blocks][pairs][block_rows] vec2, two
// columns of one row; zeros after the last row and the last column.
//
// One invocation packs RUN pairs of one row, which share the divisions that compute its position. Adjacent invocations take
// adjacent rows, so that their stores are consecutive.

const RUN = 8u;

struct Params { count: u32, rows: u32, columns: u32, block_rows: u32, row_step: u32, column_step: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> packed: array<vec2f>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let pairs = (p.columns + 1u) / 2u;
  let runs = (pairs + RUN - 1u) / RUN;
  let blocks = (p.rows + p.block_rows - 1u) / p.block_rows;
  let in_block = index % p.block_rows;
  let run = index / p.block_rows % runs;
  let block = index / (p.block_rows * runs);
  let row = block % blocks * p.block_rows + in_block;
  let first_pair = run * RUN;
  let start = block / blocks * p.rows * p.columns + min(row, p.rows - 1u) * p.row_step;
  for (var pair = first_pair; pair < min(first_pair + RUN, pairs); pair++) {
    let at = start + 2u * pair * p.column_step;
    let known = 2u * pair + 1u < p.columns;
    let values = vec2f(x[at], select(0.0, x[at + select(0u, p.column_step, known)], known));
    packed[(block * pairs + pair) * p.block_rows + in_block] = select(vec2f(0.0), values, row < p.rows);
  }
}
