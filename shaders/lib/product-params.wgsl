// Parameters of all matrix product kernels: activation(a b + bias + residual), for each matrix of a batch.

struct ProductParams {
  rows: u32,      // of a and of the result
  columns: u32,   // of b and of the result
  depth: u32,     // columns of a, rows of b
  batches: u32,
  activation: u32,   // see activation.wgsl
  has_residual: u32,
  // For operands that are read in place: the strides from row to row and from column to column, in elements.
  a_row: u32,
  a_column: u32,
  b_row: u32,
  b_column: u32,
  unused0: u32,
  unused1: u32,
  // The dimensions of the batch, and each operand's strides along them, which are 0 where it is broadcast.
  batch_sizes: Sizes,
  a_matrices: Steps,
  b_matrices: Steps,
}
