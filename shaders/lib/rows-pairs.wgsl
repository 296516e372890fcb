// The left operand of a subgroup product, read in place because its rows consist of whole pairs. Values read past the last row
// are multiplied but never stored.

@group(0) @binding(1) var<storage, read_write> pairs: array<vec2f>;

fn weights_from(block: u32, lane: u32) -> u32 {
  let batch = min(block / row_blocks(), p.batches - 1u);
  let matrix = u32(walked(batch, BATCH_RANK, p.batch_sizes, p.a_matrices));
  return (matrix * p.rows + block % row_blocks() * ROWS + lane) * (p.depth / 2u);
}

fn weights_at(at: u32, row: u32) -> vec2f { return pairs[at + row * (p.depth / 2u)]; }

fn weight_step() -> u32 { return 1u; }
