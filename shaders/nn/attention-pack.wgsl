// Packs queries, keys and values in the order in which attention-subgroup.wgsl reads them, for each head in blocks of 32 tokens:
// queries, already scaled, [blocks][size][8] vec4 of four tokens; keys [blocks][size/2][32] vec2 of two elements; values
// [blocks][16][size] vec2 of two tokens. Zeros after the last token.
//
// One invocation packs four values of each.

@group(0) @binding(0) var<uniform> p: AttentionParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> queries: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> keys: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> values: array<vec4f>;

const BLOCK = 32u;

// An element of a token within its head; `part` is 0 for queries, 1 for keys, 2 for values.
fn element(matrix: u32, token: u32, part: u32, i: u32) -> f32 {
  let heads = p.width / p.size;
  let row = matrix / heads * p.tokens + min(token, p.tokens - 1u);
  let value = x[(row * 3u + part) * p.width + matrix % heads * p.size + i];
  return select(0.0, value, token < p.tokens);
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let blocks = (p.tokens + BLOCK - 1u) / BLOCK;
  let each = p.size * 8u;
  if (index >= p.batch * (p.width / p.size) * blocks * each) { return; }
  let block = index / each;
  let matrix = block / blocks;
  let first = block % blocks * BLOCK;
  let within = index % each;

  let i = within / 8u;
  let token = first + within % 8u * 4u;
  queries[index] = p.scale * vec4f(
    element(matrix, token, 0u, i), element(matrix, token + 1u, 0u, i),
    element(matrix, token + 2u, 0u, i), element(matrix, token + 3u, 0u, i),
  );

  let pair = within / 16u * 2u;
  let key = first + within % 16u * 2u;
  keys[index] = vec4f(
    element(matrix, key, 1u, pair), element(matrix, key, 1u, pair + 1u),
    element(matrix, key + 1u, 1u, pair), element(matrix, key + 1u, 1u, pair + 1u),
  );

  let halves = p.size / 2u;
  let value = first + within / halves * 2u;
  let place = within % halves * 2u;
  values[index] = vec4f(
    element(matrix, value, 2u, place), element(matrix, value + 1u, 2u, place),
    element(matrix, value, 2u, place + 1u), element(matrix, value + 1u, 2u, place + 1u),
  );
}
