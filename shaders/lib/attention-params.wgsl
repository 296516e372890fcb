// What every kernel of self-attention knows; see src/graph/operators/nn/attention.ts.

struct AttentionParams {
  batch: u32,
  tokens: u32,
  width: u32,       // of a query, all heads together
  size: u32,        // of a head's part of it
  scale: f32,       // of the scores: 1 / sqrt(size)
  has_counts: u32,
}
