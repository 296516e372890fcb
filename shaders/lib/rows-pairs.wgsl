// The left operand of a product in subgroups as it lies, where its rows hold whole pairs. What is read behind the last row
// is multiplied, but never stored.

@group(0) @binding(1) var<storage, read_write> pairs: array<vec2f>;

fn weights_from(block: u32, lane: u32) -> u32 {
  let batch = min(block / row_blocks(), p.batches - 1u);
  let matrix = u32(walked(batch, BATCH_RANK, p.batch_sizes, p.a_matrices));
  return (matrix * p.rows + block % row_blocks() * ROWS + lane) * (p.depth / 2u);
}

fn weights_at(at: u32, row: u32) -> vec2f { return pairs[at + row * (p.depth / 2u)]; }

fn weight_step() -> u32 { return 1u; }
