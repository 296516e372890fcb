// What every kernel of matrix products knows: activation(a b + bias + residual), for each matrix of a batch.

struct ProductParams {
  rows: u32,      // of a and of the result
  columns: u32,   // of b and of the result
  depth: u32,     // columns of a, rows of b
  batches: u32,
  activation: u32,   // see activation.wgsl
  has_residual: u32,
  // Where an operand is read as it lies: from row to row and from column to column, in elements.
  a_row: u32,
  a_column: u32,
  b_row: u32,
  b_column: u32,
  unused0: u32,
  unused1: u32,
  // How the result's matrices are numbered, and each operand's matrix among its own, of which some repeat.
  batch_sizes: Sizes,
  a_matrices: Steps,
  b_matrices: Steps,
}
