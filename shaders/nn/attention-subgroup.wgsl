enable subgroups;

// Self-attention with heads of 64 elements, in subgroups of any size: scores, softmax and weighted values in one pass over the
// keys, so that scores never go to memory. A template, like lib/product-subgroup.wgsl.
//
// An invocation computes four queries of one head; a workgroup has LANES invocations. Keys come in blocks of 32. For each block,
// it first computes 32 scores per query, as lib/product-subgroup.wgsl does with the keys as rows. Then it scales the
// previous sums down, by as much as the largest score has grown, and adds the products of the values and the scores' exponentials,
// relative to the largest score; the 64 elements of a value are the rows. Each exponential is computed where it is used, since an
// array of them costs gathers. A lane only needs the exponentials of its own queries, so lanes exchange only keys and values: the
// first SHARED lanes of a subgroup each load a part and pass it to all. attention-pack.wgsl packs everything.

@group(0) @binding(0) var<uniform> p: AttentionParams;
@group(0) @binding(1) var<storage, read_write> queries: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> keys: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> values: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> counts: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4f>;

// Queries and keys in a packed block.
const BLOCK = 32u;
const SIZE = 64u;

// Adds to one row's sums for four queries: two elements of a key, or one of two values, times their factors.
fn pair_row(w: vec2f, v0: vec4f, v1: vec4f, sum: vec4f) -> vec4f {
  return fma(vec4f(w.y), v1, fma(vec4f(w.x), v0, sum));
}

@compute @workgroup_size(LANES)
fn main(
  group: Workgroup,
  @builtin(local_invocation_index) index: u32,
  @builtin(subgroup_invocation_id) subgroup_lane: u32,
) {
  let blocks = (p.tokens + BLOCK - 1u) / BLOCK;
  let heads = p.width / SIZE;
  // Workgroups for the queries of one head.
  let workgroups = (blocks * (BLOCK / 4u) + LANES - 1u) / LANES;
  // The grid can hold more workgroups than needed; those recompute the last one and store nothing.
  let known_group = min(workgroup_index(group), p.batch * heads * workgroups - 1u);
  let matrix = known_group / workgroups;
  let lane = subgroup_lane % SHARED;
  // A head's four queries; those past its last block repeat it.
  let quad = known_group % workgroups * LANES + index;
  let query_block = min(quad / (BLOCK / 4u), blocks - 1u);
  var count = p.tokens;
  if (p.has_counts != 0u) { count = u32(counts[matrix / heads]); }

  // Loaded once into an array with variable indices: on a CPU reading it costs a third of a load from storage.
  let first_query = (matrix * blocks + query_block) * (SIZE * BLOCK / 4u) + quad % (BLOCK / 4u);
  var own: array<vec4f, SIZE>;
  for (var i = 0u; i < SIZE; i++) { own[i] = queries[first_query + i * (BLOCK / 4u)]; }
  var largest = vec4f(-3.0e38);
  var total = vec4f();
  #each element
  var o$element = vec4f();
  #end element
  // Runs to the last token even if fewer count, because shuffles require a uniform bound.
  for (var first = 0u; first < p.tokens; first += BLOCK) {
    let block = matrix * blocks + first / BLOCK;
    #each key
    var a$key = vec4f();
    #end key
    var at_key = block * (SIZE / 2u) * BLOCK + lane;
    for (var i = 0u; i < SIZE; i += 2u) {
      let v0 = own[i];
      let v1 = own[i + 1u];
      #each keyload
      let w$keyload = keys[at_key + $keyloadu * SHARED];
      #end keyload
      #each key
      a$key = pair_row(subgroupShuffle(w$load, $laneu), v0, v1, a$key);
      #end key
      at_key += BLOCK;
    }

    var scores = array<vec4f, BLOCK>(
      #each key
      a$key,
      #end key
    );
    let known = min(BLOCK, max(count, first) - first);
    let before = largest;
    #each key
    largest = max(largest, select(vec4f(-3.0e38), a$key, $keyu < known));
    #end key
    let scale = exp(before - largest);
    total *= scale;
    #each element
    o$element *= scale;
    #end element
    var at_value = block * (BLOCK / 2u) * SIZE + lane;
    for (var k = 0u; k < BLOCK; k += 2u) {
      let v0 = select(vec4f(0.0), exp(scores[k] - largest), k < known);
      let v1 = select(vec4f(0.0), exp(scores[k + 1u] - largest), k + 1u < known);
      total += v0 + v1;
      #each valueload
      let w$valueload = values[at_value + $valueloadu * SHARED];
      #end valueload
      #each element
      o$element = pair_row(subgroupShuffle(w$load, $laneu), v0, v1, o$element);
      #end element
      at_value += SIZE;
    }
  }

  if (workgroup_index(group) > known_group) { return; }
  // A single copy of the code: unrolled, it would take a software adapter seconds to compile.
  var sums = array<vec4f, SIZE>(
    #each element
    o$element,
    #end element
  );
  let image = matrix / heads;
  let query = quad * 4u;
  let inverse = 1.0 / total;
  for (var q = 0u; q < 4u && query + q < p.tokens; q++) {
    let row = ((image * p.tokens + query + q) * heads + matrix % heads) * (SIZE / 4u);
    for (var i = 0u; i < SIZE / 4u; i++) {
      let elements = vec4f(sums[4u * i][q], sums[4u * i + 1u][q], sums[4u * i + 2u][q], sums[4u * i + 3u][q]);
      out[row + i] = elements * inverse[q];
    }
  }
}
