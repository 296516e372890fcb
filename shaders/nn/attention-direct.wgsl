// Self-attention of any size: the fallback of the other attention kernels, and the fastest with few tokens.
//
// One invocation computes one output element: first the largest score, then the weighted values. It recomputes the scores of its
// query, which all elements of a head could share.

@group(0) @binding(0) var<uniform> p: AttentionParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> counts: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

fn score(query: u32, key: u32) -> f32 {
  var sum = 0.0;
  for (var i = 0u; i < p.size; i++) { sum = fma(x[query + i], x[key + i], sum); }
  return sum * p.scale;
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.batch * p.tokens * p.width) { return; }
  let image = index / (p.tokens * p.width);
  let head = index % p.width / p.size * p.size;
  let row = 3u * p.width;
  let query = index / p.width * row + head;
  let first_key = image * p.tokens * row + p.width + head;
  let first_value = image * p.tokens * row + 2u * p.width + index % p.width;
  var keys = p.tokens;
  if (p.has_counts != 0u) { keys = u32(counts[image]); }
  var largest = score(query, first_key);
  for (var key = 1u; key < keys; key++) { largest = max(largest, score(query, first_key + key * row)); }
  var total = 0.0;
  var sum = 0.0;
  for (var key = 0u; key < keys; key++) {
    let power = exp(score(query, first_key + key * row) - largest);
    total += power;
    sum = fma(power, x[first_value + key * row], sum);
  }
  out[index] = sum / total;
}
