enable subgroups;

// The body of matrix products for subgroups of exactly 8 lanes: rows x columns, summed over sections of a depth each (the
// taps and channels of a convolution).
//
// One invocation computes 32 rows x 4 columns; a workgroup is one subgroup, whose lanes share the rows and differ in the
// columns, 32 in all. A step covers two places of the depth. Each lane loads the weights of four of the 32 rows, and
// broadcasting hands every row to all lanes: four loads in place of 32. On the processor a load is a gather that costs
// as much as many multiply-adds, so many rows share the values of a step; the accumulators do not fit the registers, and
// two places of the depth per accumulator update amortise its spill. Lanes past the last column stay active, since
// subgroupBroadcast needs them all.
//
// What is multiplied, the shader says that includes this:
//   row_count, quad_count      how many rows, and quads of four columns, there are
//   columns_of(quad)           where a lane's four columns are
//   section_count, depth       of the sum
//   walk_from(columns, section, first_row), two_on(walk)    the way down the depth
//   values_at(walk), values_after(walk, known)    four columns' values there, and one further where that is `known`
//   weights_from(block, lane), weights_at(at, row), weight_step()    weights of two places of the depth for row `row`
//                              of a lane's four, which are 8 apart; 0 behind an odd last place
//   store_row(row, sums, columns, quad)    the epilogue

// Of one invocation, and of its workgroup.
const ROWS = 32u;

// One row's sums over four columns, increased by the weights of two places of the depth times the values there.
fn pair_row(w: vec2f, v0: vec4f, v1: vec4f, sum: vec4f) -> vec4f {
  return fma(vec4f(w.y), v1, fma(vec4f(w.x), v0, sum));
}

@compute @workgroup_size(8)
fn main(group: Workgroup, @builtin(subgroup_invocation_id) lane: u32) {
  let quads = quad_count();
  let tiles = (quads + 7u) / 8u;
  let tile = workgroup_index(group);
  let block = tile / tiles;
  let first_row = block * ROWS;
  let quad = tile % tiles * 8u + lane;
  let columns = columns_of(quad);
  let places = depth();

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var a8 = vec4f(); var a9 = vec4f(); var a10 = vec4f(); var a11 = vec4f();
  var a12 = vec4f(); var a13 = vec4f(); var a14 = vec4f(); var a15 = vec4f();
  var a16 = vec4f(); var a17 = vec4f(); var a18 = vec4f(); var a19 = vec4f();
  var a20 = vec4f(); var a21 = vec4f(); var a22 = vec4f(); var a23 = vec4f();
  var a24 = vec4f(); var a25 = vec4f(); var a26 = vec4f(); var a27 = vec4f();
  var a28 = vec4f(); var a29 = vec4f(); var a30 = vec4f(); var a31 = vec4f();
  var at = weights_from(block, lane);
  for (var section = 0u; section < section_count(); section++) {
    var walk = walk_from(columns, section, first_row);
    for (var k = 0u; k < places; k += 2u) {
      let v0 = values_at(walk);
      let v1 = values_after(walk, k + 1u < places);
      let w0 = weights_at(at, 0u);
      let w1 = weights_at(at, 8u);
      let w2 = weights_at(at, 16u);
      let w3 = weights_at(at, 24u);
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
      walk = two_on(walk);
      at += weight_step();
    }
  }

  if (quad >= quads || first_row >= row_count()) { return; }
  // One copy of the epilogue's code, and a bound that is a uniform: unrolled, it takes a software adapter seconds to
  // compile.
  let rows = min(ROWS, row_count() - first_row);
  var sums = array<vec4f, 32>(
    a0, a1, a2, a3, a4, a5, a6, a7,
    a8, a9, a10, a11, a12, a13, a14, a15,
    a16, a17, a18, a19, a20, a21, a22, a23,
    a24, a25, a26, a27, a28, a29, a30, a31,
  );
  for (var r = 0u; r < rows; r++) { store_row(first_row + r, sums[r], columns, quad); }
}
