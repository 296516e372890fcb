// The parameters that all attention kernels share; see src/graph/operators/nn/attention.ts.

struct AttentionParams {
  batch: u32,
  tokens: u32,
  width: u32,       // of a query, over all heads
  size: u32,        // of a query within one head
  scale: f32,       // of the scores: 1 / sqrt(size)
  has_counts: u32,
}
