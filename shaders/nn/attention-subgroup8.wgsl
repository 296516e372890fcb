enable subgroups;

// Self-attention with heads of 64, for subgroups of exactly 8 lanes: scores, softmax and weighted values in one pass over the
// keys, so that no score is ever written to memory.
//
// A workgroup is one subgroup and serves 32 queries of one head, four for each lane. It goes through the keys in blocks of 32.
// For each block it computes 32 scores for each query, as lib/product-subgroup8.wgsl does with the keys as rows; then powers
// of them, less the largest score so far, by which what was summed up before is scaled down; then their product with the
// values, for which the 64 elements of a value are the rows. A lane needs powers of its own queries alone, so lanes
// exchange nothing but keys and values, which each loads a part of and broadcasts. All is packed by attention-pack.wgsl.

@group(0) @binding(0) var<uniform> p: AttentionParams;
@group(0) @binding(1) var<storage, read_write> queries: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> keys: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> values: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> counts: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4f>;

// Of queries and of keys.
const BLOCK = 32u;
const SIZE = 64u;

// One row's sums for four queries, increased by two elements of a key, or one of two values, times what belongs to them.
fn pair_row(w: vec2f, v0: vec4f, v1: vec4f, sum: vec4f) -> vec4f {
  return fma(vec4f(w.y), v1, fma(vec4f(w.x), v0, sum));
}

@compute @workgroup_size(8)
fn main(group: Workgroup, @builtin(subgroup_invocation_id) lane: u32) {
  let blocks = (p.tokens + BLOCK - 1u) / BLOCK;
  let heads = p.width / SIZE;
  // The grid can hold more workgroups than there are blocks: those compute the last one again and store nothing.
  let index = min(workgroup_index(group), p.batch * heads * blocks - 1u);
  let matrix = index / blocks;
  var count = p.tokens;
  if (p.has_counts != 0u) { count = u32(counts[matrix / heads]); }

  var largest = vec4f(-3.0e38);
  var total = vec4f();
  var o0 = vec4f(); var o1 = vec4f(); var o2 = vec4f(); var o3 = vec4f();
  var o4 = vec4f(); var o5 = vec4f(); var o6 = vec4f(); var o7 = vec4f();
  var o8 = vec4f(); var o9 = vec4f(); var o10 = vec4f(); var o11 = vec4f();
  var o12 = vec4f(); var o13 = vec4f(); var o14 = vec4f(); var o15 = vec4f();
  var o16 = vec4f(); var o17 = vec4f(); var o18 = vec4f(); var o19 = vec4f();
  var o20 = vec4f(); var o21 = vec4f(); var o22 = vec4f(); var o23 = vec4f();
  var o24 = vec4f(); var o25 = vec4f(); var o26 = vec4f(); var o27 = vec4f();
  var o28 = vec4f(); var o29 = vec4f(); var o30 = vec4f(); var o31 = vec4f();
  var o32 = vec4f(); var o33 = vec4f(); var o34 = vec4f(); var o35 = vec4f();
  var o36 = vec4f(); var o37 = vec4f(); var o38 = vec4f(); var o39 = vec4f();
  var o40 = vec4f(); var o41 = vec4f(); var o42 = vec4f(); var o43 = vec4f();
  var o44 = vec4f(); var o45 = vec4f(); var o46 = vec4f(); var o47 = vec4f();
  var o48 = vec4f(); var o49 = vec4f(); var o50 = vec4f(); var o51 = vec4f();
  var o52 = vec4f(); var o53 = vec4f(); var o54 = vec4f(); var o55 = vec4f();
  var o56 = vec4f(); var o57 = vec4f(); var o58 = vec4f(); var o59 = vec4f();
  var o60 = vec4f(); var o61 = vec4f(); var o62 = vec4f(); var o63 = vec4f();
  // To the last token, though fewer may count: broadcasts need a bound that is a uniform.
  for (var first = 0u; first < p.tokens; first += BLOCK) {
    let block = matrix * blocks + first / BLOCK;
    var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
    var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
    var a8 = vec4f(); var a9 = vec4f(); var a10 = vec4f(); var a11 = vec4f();
    var a12 = vec4f(); var a13 = vec4f(); var a14 = vec4f(); var a15 = vec4f();
    var a16 = vec4f(); var a17 = vec4f(); var a18 = vec4f(); var a19 = vec4f();
    var a20 = vec4f(); var a21 = vec4f(); var a22 = vec4f(); var a23 = vec4f();
    var a24 = vec4f(); var a25 = vec4f(); var a26 = vec4f(); var a27 = vec4f();
    var a28 = vec4f(); var a29 = vec4f(); var a30 = vec4f(); var a31 = vec4f();
    var at_query = index * SIZE * 8u + lane;
    var at_key = block * (SIZE / 2u) * BLOCK + lane;
    for (var i = 0u; i < SIZE; i += 2u) {
      let v0 = queries[at_query];
      let v1 = queries[at_query + 8u];
      let w0 = keys[at_key];
      let w1 = keys[at_key + 8u];
      let w2 = keys[at_key + 16u];
      let w3 = keys[at_key + 24u];
      a0 = pair_row(subgroupBroadcast(w0, 0u), v0, v1, a0);
      a1 = pair_row(subgroupBroadcast(w0, 1u), v0, v1, a1);
      a2 = pair_row(subgroupBroadcast(w0, 2u), v0, v1, a2);
      a3 = pair_row(subgroupBroadcast(w0, 3u), v0, v1, a3);
      a4 = pair_row(subgroupBroadcast(w0, 4u), v0, v1, a4);
      a5 = pair_row(subgroupBroadcast(w0, 5u), v0, v1, a5);
      a6 = pair_row(subgroupBroadcast(w0, 6u), v0, v1, a6);
      a7 = pair_row(subgroupBroadcast(w0, 7u), v0, v1, a7);
      a8 = pair_row(subgroupBroadcast(w1, 0u), v0, v1, a8);
      a9 = pair_row(subgroupBroadcast(w1, 1u), v0, v1, a9);
      a10 = pair_row(subgroupBroadcast(w1, 2u), v0, v1, a10);
      a11 = pair_row(subgroupBroadcast(w1, 3u), v0, v1, a11);
      a12 = pair_row(subgroupBroadcast(w1, 4u), v0, v1, a12);
      a13 = pair_row(subgroupBroadcast(w1, 5u), v0, v1, a13);
      a14 = pair_row(subgroupBroadcast(w1, 6u), v0, v1, a14);
      a15 = pair_row(subgroupBroadcast(w1, 7u), v0, v1, a15);
      a16 = pair_row(subgroupBroadcast(w2, 0u), v0, v1, a16);
      a17 = pair_row(subgroupBroadcast(w2, 1u), v0, v1, a17);
      a18 = pair_row(subgroupBroadcast(w2, 2u), v0, v1, a18);
      a19 = pair_row(subgroupBroadcast(w2, 3u), v0, v1, a19);
      a20 = pair_row(subgroupBroadcast(w2, 4u), v0, v1, a20);
      a21 = pair_row(subgroupBroadcast(w2, 5u), v0, v1, a21);
      a22 = pair_row(subgroupBroadcast(w2, 6u), v0, v1, a22);
      a23 = pair_row(subgroupBroadcast(w2, 7u), v0, v1, a23);
      a24 = pair_row(subgroupBroadcast(w3, 0u), v0, v1, a24);
      a25 = pair_row(subgroupBroadcast(w3, 1u), v0, v1, a25);
      a26 = pair_row(subgroupBroadcast(w3, 2u), v0, v1, a26);
      a27 = pair_row(subgroupBroadcast(w3, 3u), v0, v1, a27);
      a28 = pair_row(subgroupBroadcast(w3, 4u), v0, v1, a28);
      a29 = pair_row(subgroupBroadcast(w3, 5u), v0, v1, a29);
      a30 = pair_row(subgroupBroadcast(w3, 6u), v0, v1, a30);
      a31 = pair_row(subgroupBroadcast(w3, 7u), v0, v1, a31);
      at_query += 16u;
      at_key += BLOCK;
    }

    var powers = array<vec4f, 32>(
      a0, a1, a2, a3, a4, a5, a6, a7,
      a8, a9, a10, a11, a12, a13, a14, a15,
      a16, a17, a18, a19, a20, a21, a22, a23,
      a24, a25, a26, a27, a28, a29, a30, a31,
    );
    let known = min(BLOCK, max(count, first) - first);
    let before = largest;
    for (var k = 0u; k < known; k++) { largest = max(largest, powers[k]); }
    for (var k = 0u; k < BLOCK; k++) {
      powers[k] = select(vec4f(0.0), exp(powers[k] - largest), k < known);
    }
    let scale = exp(before - largest);
    var sum = vec4f();
    for (var k = 0u; k < BLOCK; k++) { sum += powers[k]; }
    total = fma(total, scale, sum);
    o0 *= scale; o1 *= scale; o2 *= scale; o3 *= scale; o4 *= scale; o5 *= scale; o6 *= scale; o7 *= scale;
    o8 *= scale; o9 *= scale; o10 *= scale; o11 *= scale; o12 *= scale; o13 *= scale; o14 *= scale; o15 *= scale;
    o16 *= scale; o17 *= scale; o18 *= scale; o19 *= scale; o20 *= scale; o21 *= scale; o22 *= scale; o23 *= scale;
    o24 *= scale; o25 *= scale; o26 *= scale; o27 *= scale; o28 *= scale; o29 *= scale; o30 *= scale; o31 *= scale;
    o32 *= scale; o33 *= scale; o34 *= scale; o35 *= scale; o36 *= scale; o37 *= scale; o38 *= scale; o39 *= scale;
    o40 *= scale; o41 *= scale; o42 *= scale; o43 *= scale; o44 *= scale; o45 *= scale; o46 *= scale; o47 *= scale;
    o48 *= scale; o49 *= scale; o50 *= scale; o51 *= scale; o52 *= scale; o53 *= scale; o54 *= scale; o55 *= scale;
    o56 *= scale; o57 *= scale; o58 *= scale; o59 *= scale; o60 *= scale; o61 *= scale; o62 *= scale; o63 *= scale;
    var at_value = block * (BLOCK / 2u) * SIZE + lane;
    for (var k = 0u; k < BLOCK; k += 2u) {
      let v0 = powers[k];
      let v1 = powers[k + 1u];
      let w0 = values[at_value];
      let w1 = values[at_value + 8u];
      let w2 = values[at_value + 16u];
      let w3 = values[at_value + 24u];
      let w4 = values[at_value + 32u];
      let w5 = values[at_value + 40u];
      let w6 = values[at_value + 48u];
      let w7 = values[at_value + 56u];
      o0 = pair_row(subgroupBroadcast(w0, 0u), v0, v1, o0);
      o1 = pair_row(subgroupBroadcast(w0, 1u), v0, v1, o1);
      o2 = pair_row(subgroupBroadcast(w0, 2u), v0, v1, o2);
      o3 = pair_row(subgroupBroadcast(w0, 3u), v0, v1, o3);
      o4 = pair_row(subgroupBroadcast(w0, 4u), v0, v1, o4);
      o5 = pair_row(subgroupBroadcast(w0, 5u), v0, v1, o5);
      o6 = pair_row(subgroupBroadcast(w0, 6u), v0, v1, o6);
      o7 = pair_row(subgroupBroadcast(w0, 7u), v0, v1, o7);
      o8 = pair_row(subgroupBroadcast(w1, 0u), v0, v1, o8);
      o9 = pair_row(subgroupBroadcast(w1, 1u), v0, v1, o9);
      o10 = pair_row(subgroupBroadcast(w1, 2u), v0, v1, o10);
      o11 = pair_row(subgroupBroadcast(w1, 3u), v0, v1, o11);
      o12 = pair_row(subgroupBroadcast(w1, 4u), v0, v1, o12);
      o13 = pair_row(subgroupBroadcast(w1, 5u), v0, v1, o13);
      o14 = pair_row(subgroupBroadcast(w1, 6u), v0, v1, o14);
      o15 = pair_row(subgroupBroadcast(w1, 7u), v0, v1, o15);
      o16 = pair_row(subgroupBroadcast(w2, 0u), v0, v1, o16);
      o17 = pair_row(subgroupBroadcast(w2, 1u), v0, v1, o17);
      o18 = pair_row(subgroupBroadcast(w2, 2u), v0, v1, o18);
      o19 = pair_row(subgroupBroadcast(w2, 3u), v0, v1, o19);
      o20 = pair_row(subgroupBroadcast(w2, 4u), v0, v1, o20);
      o21 = pair_row(subgroupBroadcast(w2, 5u), v0, v1, o21);
      o22 = pair_row(subgroupBroadcast(w2, 6u), v0, v1, o22);
      o23 = pair_row(subgroupBroadcast(w2, 7u), v0, v1, o23);
      o24 = pair_row(subgroupBroadcast(w3, 0u), v0, v1, o24);
      o25 = pair_row(subgroupBroadcast(w3, 1u), v0, v1, o25);
      o26 = pair_row(subgroupBroadcast(w3, 2u), v0, v1, o26);
      o27 = pair_row(subgroupBroadcast(w3, 3u), v0, v1, o27);
      o28 = pair_row(subgroupBroadcast(w3, 4u), v0, v1, o28);
      o29 = pair_row(subgroupBroadcast(w3, 5u), v0, v1, o29);
      o30 = pair_row(subgroupBroadcast(w3, 6u), v0, v1, o30);
      o31 = pair_row(subgroupBroadcast(w3, 7u), v0, v1, o31);
      o32 = pair_row(subgroupBroadcast(w4, 0u), v0, v1, o32);
      o33 = pair_row(subgroupBroadcast(w4, 1u), v0, v1, o33);
      o34 = pair_row(subgroupBroadcast(w4, 2u), v0, v1, o34);
      o35 = pair_row(subgroupBroadcast(w4, 3u), v0, v1, o35);
      o36 = pair_row(subgroupBroadcast(w4, 4u), v0, v1, o36);
      o37 = pair_row(subgroupBroadcast(w4, 5u), v0, v1, o37);
      o38 = pair_row(subgroupBroadcast(w4, 6u), v0, v1, o38);
      o39 = pair_row(subgroupBroadcast(w4, 7u), v0, v1, o39);
      o40 = pair_row(subgroupBroadcast(w5, 0u), v0, v1, o40);
      o41 = pair_row(subgroupBroadcast(w5, 1u), v0, v1, o41);
      o42 = pair_row(subgroupBroadcast(w5, 2u), v0, v1, o42);
      o43 = pair_row(subgroupBroadcast(w5, 3u), v0, v1, o43);
      o44 = pair_row(subgroupBroadcast(w5, 4u), v0, v1, o44);
      o45 = pair_row(subgroupBroadcast(w5, 5u), v0, v1, o45);
      o46 = pair_row(subgroupBroadcast(w5, 6u), v0, v1, o46);
      o47 = pair_row(subgroupBroadcast(w5, 7u), v0, v1, o47);
      o48 = pair_row(subgroupBroadcast(w6, 0u), v0, v1, o48);
      o49 = pair_row(subgroupBroadcast(w6, 1u), v0, v1, o49);
      o50 = pair_row(subgroupBroadcast(w6, 2u), v0, v1, o50);
      o51 = pair_row(subgroupBroadcast(w6, 3u), v0, v1, o51);
      o52 = pair_row(subgroupBroadcast(w6, 4u), v0, v1, o52);
      o53 = pair_row(subgroupBroadcast(w6, 5u), v0, v1, o53);
      o54 = pair_row(subgroupBroadcast(w6, 6u), v0, v1, o54);
      o55 = pair_row(subgroupBroadcast(w6, 7u), v0, v1, o55);
      o56 = pair_row(subgroupBroadcast(w7, 0u), v0, v1, o56);
      o57 = pair_row(subgroupBroadcast(w7, 1u), v0, v1, o57);
      o58 = pair_row(subgroupBroadcast(w7, 2u), v0, v1, o58);
      o59 = pair_row(subgroupBroadcast(w7, 3u), v0, v1, o59);
      o60 = pair_row(subgroupBroadcast(w7, 4u), v0, v1, o60);
      o61 = pair_row(subgroupBroadcast(w7, 5u), v0, v1, o61);
      o62 = pair_row(subgroupBroadcast(w7, 6u), v0, v1, o62);
      o63 = pair_row(subgroupBroadcast(w7, 7u), v0, v1, o63);
      at_value += SIZE;
    }
  }

  if (workgroup_index(group) > index) { return; }
  // One copy of the code: unrolled, it takes a software adapter seconds to compile.
  var sums = array<vec4f, 64>(
    o0, o1, o2, o3, o4, o5, o6, o7,
    o8, o9, o10, o11, o12, o13, o14, o15,
    o16, o17, o18, o19, o20, o21, o22, o23,
    o24, o25, o26, o27, o28, o29, o30, o31,
    o32, o33, o34, o35, o36, o37, o38, o39,
    o40, o41, o42, o43, o44, o45, o46, o47,
    o48, o49, o50, o51, o52, o53, o54, o55,
    o56, o57, o58, o59, o60, o61, o62, o63,
  );
  let image = matrix / heads;
  let query = index % blocks * BLOCK + lane * 4u;
  let inverse = 1.0 / total;
  for (var q = 0u; q < 4u && query + q < p.tokens; q++) {
    let row = ((image * p.tokens + query + q) * heads + matrix % heads) * (SIZE / 4u);
    for (var i = 0u; i < SIZE / 4u; i++) {
      let elements = vec4f(sums[4u * i][q], sums[4u * i + 1u][q], sums[4u * i + 2u][q], sums[4u * i + 3u][q]);
      out[row + i] = elements * inverse[q];
    }
  }
}
