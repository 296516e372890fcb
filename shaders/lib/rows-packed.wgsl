// The left operand of a subgroup product, packed by pack-rows.wgsl: [matrices][blocks][pairs][ROWS] vec2, with zeros after the
// last row and the last column.

@group(0) @binding(1) var<storage, read_write> packed_rows: array<vec2f>;

fn weights_from(block: u32, lane: u32) -> u32 {
  let batch = min(block / row_blocks(), p.batches - 1u);
  let matrix = u32(walked(batch, BATCH_RANK, p.batch_sizes, p.a_matrices));
  return (matrix * row_blocks() + block % row_blocks()) * ((p.depth + 1u) / 2u) * ROWS + lane;
}

fn weights_at(at: u32, row: u32) -> vec2f { return packed_rows[at + row]; }

fn weight_step() -> u32 { return ROWS; }
