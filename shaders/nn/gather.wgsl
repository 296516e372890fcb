// Rows of a table by index: table [rows][row], indices [count] -> out [count][row].
//
// One invocation copies one Element (one value or four) of a row.

struct Params { count: u32, rows: u32, row: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> table: array<Element>;
@group(0) @binding(2) var<storage, read_write> indices: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count * p.row) { return; }
  let wanted = u32(clamp(indices[index / p.row], 0.0, f32(p.rows - 1u)));
  out[index] = table[wanted * p.row + index % p.row];
}
