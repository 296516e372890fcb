// Self-attention through workgroup memory, for GPUs: scores, softmax and weighted values in one pass over the keys, so that
// scores never go to global memory. The host appends the constant QUADS, the number of vec4 in a head's part of a token.
//
// A workgroup of 64 invocations computes 64 queries of one head, one per invocation, whose query and sums stay in registers. Keys
// and values come in tiles of 16 tokens in workgroup memory, which all invocations read at the same address. After each tile the
// sums so far are rescaled by the growth of the largest score (online softmax).

@group(0) @binding(0) var<uniform> p: AttentionParams;
@group(0) @binding(1) var<storage, read_write> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> counts: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f>;

const QUERIES = 64u;
const TILE = 16u;

var<workgroup> key_tile: array<vec4f, TILE * QUADS>;
var<workgroup> value_tile: array<vec4f, TILE * QUADS>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let blocks = (p.tokens + QUERIES - 1u) / QUERIES;
  let heads = p.width / p.size;
  let quads = p.width / 4u;
  // The grid can hold more workgroups than there are blocks; those recompute the last one and store nothing.
  let index = min(workgroup_index(group), p.batch * heads * blocks - 1u);
  let matrix = index / blocks;
  let image = matrix / heads;
  let head = matrix % heads * QUADS;
  let query = index % blocks * QUERIES + lane;
  var count = p.tokens;
  if (p.has_counts != 0u) { count = u32(counts[image]); }

  var elements: array<vec4f, QUADS>;
  let row = (image * p.tokens + min(query, p.tokens - 1u)) * 3u * quads + head;
  for (var i = 0u; i < QUADS; i++) { elements[i] = x[row + i] * p.scale; }
  var sums: array<vec4f, QUADS>;
  var largest = -3.0e38;
  var total = 0.0;
  // Runs to the last token even if fewer count, because barriers require a uniform bound.
  for (var first = 0u; first < p.tokens; first += TILE) {
    for (var slot = lane; slot < TILE * QUADS; slot += 64u) {
      let token = image * p.tokens + min(first + slot / QUADS, p.tokens - 1u);
      let at = token * 3u * quads + quads + head + slot % QUADS;
      key_tile[slot] = x[at];
      value_tile[slot] = x[at + quads];
    }
    workgroupBarrier();
    var powers: array<f32, TILE>;
    let before = largest;
    for (var k = 0u; k < TILE; k++) {
      var products = vec4f();
      for (var i = 0u; i < QUADS; i++) { products = fma(elements[i], key_tile[k * QUADS + i], products); }
      let score = products.x + products.y + products.z + products.w;
      powers[k] = select(-3.0e38, score, first + k < count);
      largest = max(largest, powers[k]);
    }
    let scale = exp(before - largest);
    total *= scale;
    for (var i = 0u; i < QUADS; i++) { sums[i] *= scale; }
    for (var k = 0u; k < TILE; k++) {
      let power = exp(powers[k] - largest);
      total += power;
      for (var i = 0u; i < QUADS; i++) { sums[i] = fma(vec4f(power), value_tile[k * QUADS + i], sums[i]); }
    }
    workgroupBarrier();
  }

  if (workgroup_index(group) > index || query >= p.tokens) { return; }
  let to = (image * p.tokens + query) * quads + head;
  for (var i = 0u; i < QUADS; i++) { out[to + i] = sums[i] / total; }
}
