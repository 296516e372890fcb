enable subgroups;

// The body of matrix products of few rows for subgroups of exactly 4 lanes: 4 rows x 8 columns for each invocation,
// for the groups of grouped convolutions. Same scheme and same pieces as product-subgroup8.wgsl: a lane loads the
// weights of one of the 4 rows, which are handed to all by broadcasting; two quads of columns share them.

const ROWS = 4u;

// One row's sums over four columns, increased by the weights of two places of the depth times the values there.
fn pair_row(w: vec2f, v0: vec4f, v1: vec4f, sum: vec4f) -> vec4f {
  return fma(vec4f(w.y), v1, fma(vec4f(w.x), v0, sum));
}

@compute @workgroup_size(4)
fn main(group: Workgroup, @builtin(subgroup_invocation_id) lane: u32) {
  let quads = quad_count();
  let tiles = (quads + 7u) / 8u;
  let tile = workgroup_index(group);
  let block = tile / tiles;
  let first_row = block * ROWS;
  let left = tile % tiles * 8u + lane;
  let right = left + 4u;
  let left_columns = columns_of(left);
  let right_columns = columns_of(right);
  let places = depth();

  var a0 = vec4f(); var b0 = vec4f(); var a1 = vec4f(); var b1 = vec4f();
  var a2 = vec4f(); var b2 = vec4f(); var a3 = vec4f(); var b3 = vec4f();
  var at = weights_from(block, lane);
  for (var section = 0u; section < section_count(); section++) {
    var left_walk = walk_from(left_columns, section, first_row);
    var right_walk = walk_from(right_columns, section, first_row);
    for (var k = 0u; k < places; k += 2u) {
      let v0 = values_at(left_walk);
      let v1 = values_after(left_walk, k + 1u < places);
      let u0 = values_at(right_walk);
      let u1 = values_after(right_walk, k + 1u < places);
      let w = weights_at(at, 0u);
      let r0 = subgroupBroadcast(w, 0u);
      a0 = pair_row(r0, v0, v1, a0);
      b0 = pair_row(r0, u0, u1, b0);
      let r1 = subgroupBroadcast(w, 1u);
      a1 = pair_row(r1, v0, v1, a1);
      b1 = pair_row(r1, u0, u1, b1);
      let r2 = subgroupBroadcast(w, 2u);
      a2 = pair_row(r2, v0, v1, a2);
      b2 = pair_row(r2, u0, u1, b2);
      let r3 = subgroupBroadcast(w, 3u);
      a3 = pair_row(r3, v0, v1, a3);
      b3 = pair_row(r3, u0, u1, b3);
      left_walk = two_on(left_walk);
      right_walk = two_on(right_walk);
      at += weight_step();
    }
  }

  if (left >= quads || first_row >= row_count()) { return; }
  // One copy of the epilogue's code, and a bound that is a uniform: unrolled, it takes a software adapter seconds to
  // compile.
  let rows = min(ROWS, row_count() - first_row);
  var left_sums = array<vec4f, 4>(a0, a1, a2, a3);
  for (var r = 0u; r < rows; r++) { store_row(first_row + r, left_sums[r], left_columns, left); }
  if (right >= quads) { return; }
  var right_sums = array<vec4f, 4>(b0, b1, b2, b3);
  for (var r = 0u; r < rows; r++) { store_row(first_row + r, right_sums[r], right_columns, right); }
}
