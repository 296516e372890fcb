enable subgroups;

// The body of matrix products for subgroups of exactly 4 lanes: same scheme as product-subgroup8.wgsl, with 16 rows x 4
// columns for each invocation, and a lane's four rows 4 apart.

// Of one invocation, and of its workgroup.
const ROWS = 16u;

// One row's sums over four columns, increased by the weights of two places of the depth times the values there.
fn pair_row(w: vec2f, v0: vec4f, v1: vec4f, sum: vec4f) -> vec4f {
  return fma(vec4f(w.y), v1, fma(vec4f(w.x), v0, sum));
}

@compute @workgroup_size(4)
fn main(group: Workgroup, @builtin(subgroup_invocation_id) lane: u32) {
  let quads = quad_count();
  let tiles = (quads + 3u) / 4u;
  let tile = workgroup_index(group);
  let block = tile / tiles;
  let first_row = block * ROWS;
  let quad = tile % tiles * 4u + lane;
  let columns = columns_of(quad);
  let places = depth();

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var a8 = vec4f(); var a9 = vec4f(); var a10 = vec4f(); var a11 = vec4f();
  var a12 = vec4f(); var a13 = vec4f(); var a14 = vec4f(); var a15 = vec4f();
  var at = weights_from(block, lane);
  for (var section = 0u; section < section_count(); section++) {
    var walk = walk_from(columns, section, first_row);
    for (var k = 0u; k < places; k += 2u) {
      let v0 = values_at(walk);
      let v1 = values_after(walk, k + 1u < places);
      let w0 = weights_at(at, 0u);
      let w1 = weights_at(at, 4u);
      let w2 = weights_at(at, 8u);
      let w3 = weights_at(at, 12u);
      a0 = pair_row(subgroupBroadcast(w0, 0u), v0, v1, a0);
      a1 = pair_row(subgroupBroadcast(w0, 1u), v0, v1, a1);
      a2 = pair_row(subgroupBroadcast(w0, 2u), v0, v1, a2);
      a3 = pair_row(subgroupBroadcast(w0, 3u), v0, v1, a3);
      a4 = pair_row(subgroupBroadcast(w1, 0u), v0, v1, a4);
      a5 = pair_row(subgroupBroadcast(w1, 1u), v0, v1, a5);
      a6 = pair_row(subgroupBroadcast(w1, 2u), v0, v1, a6);
      a7 = pair_row(subgroupBroadcast(w1, 3u), v0, v1, a7);
      a8 = pair_row(subgroupBroadcast(w2, 0u), v0, v1, a8);
      a9 = pair_row(subgroupBroadcast(w2, 1u), v0, v1, a9);
      a10 = pair_row(subgroupBroadcast(w2, 2u), v0, v1, a10);
      a11 = pair_row(subgroupBroadcast(w2, 3u), v0, v1, a11);
      a12 = pair_row(subgroupBroadcast(w3, 0u), v0, v1, a12);
      a13 = pair_row(subgroupBroadcast(w3, 1u), v0, v1, a13);
      a14 = pair_row(subgroupBroadcast(w3, 2u), v0, v1, a14);
      a15 = pair_row(subgroupBroadcast(w3, 3u), v0, v1, a15);
      walk = two_on(walk);
      at += weight_step();
    }
  }

  if (quad >= quads || first_row >= row_count()) { return; }
  // One copy of the epilogue's code, and a bound that is a uniform: unrolled, it takes a software adapter seconds to
  // compile.
  let rows = min(ROWS, row_count() - first_row);
  var sums = array<vec4f, 16>(
    a0, a1, a2, a3, a4, a5, a6, a7,
    a8, a9, a10, a11, a12, a13, a14, a15,
  );
  for (var r = 0u; r < rows; r++) { store_row(first_row + r, sums[r], columns, quad); }
}
