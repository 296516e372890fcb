enable subgroups;

// The body of matrix products in subgroups of any size: rows x columns, summed over sections of a depth each (the taps and
// channels of a convolution). A template: src/kernels/subgroups.ts writes its sizes and repeats what stands between "#each"
// and "#end", so that all sums are variables with names.
//
// One invocation computes ROWS rows x 4 * QUADS columns; the LANES invocations of a workgroup share the rows and differ in
// the columns. A step covers two places of the depth. In each subgroup the first SHARED lanes, of which there are never
// less, load the weights of ROWS / SHARED rows each, and shuffles hand every row to all lanes; where sizes of subgroups
// vary, all that are larger load the same. lavapipe makes one instruction of a shuffle from a constant lane, and three of
// a broadcast. On the processor a load is a gather that costs as much as many multiply-adds, so many rows share the values
// of a step; the accumulators do not fit the registers, and two places of the depth per accumulator update amortise its
// spill. Lanes past the last column stay active, since shuffles need them all.
//
// What is multiplied, the shader says that includes this:
//   row_count, quad_count      how many rows, and quads of four columns, there are
//   columns_of(quad)           where a lane's four columns are
//   section_count, depth       of the sum
//   walk_from(columns, section, first_row), two_on(walk)    the way down the depth
//   values_at(walk), values_after(walk, known)    four columns' values there, and one further where that is `known`
//   weights_from(block, lane), weights_at(at, row), weight_step()    weights of two places of the depth for row `row`
//                              from the lane's first; 0 behind an odd last place
//   store_row(row, sums, columns, quad)    the epilogue

// One row's sums over four columns, increased by the weights of two places of the depth times the values there.
fn pair_row(w: vec2f, v0: vec4f, v1: vec4f, sum: vec4f) -> vec4f {
  return fma(vec4f(w.y), v1, fma(vec4f(w.x), v0, sum));
}

@compute @workgroup_size(LANES)
fn main(
  group: Workgroup,
  @builtin(local_invocation_index) index: u32,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let quads = quad_count();
  let tiles = (quads + LANES * QUADS - 1u) / (LANES * QUADS);
  let tile = workgroup_index(group);
  let block = tile / tiles;
  let first_row = block * ROWS;
  let places = depth();
  #each quad
  let quad$quad = (tile % tiles * QUADS + $quadu) * LANES + index;
  let columns$quad = columns_of(quad$quad);
  #end quad

  #each row
  #each quad
  var sum$row_$quad = vec4f();
  #end quad
  #end row
  var at = weights_from(block, lane % SHARED);
  for (var section = 0u; section < section_count(); section++) {
    #each quad
    var walk$quad = walk_from(columns$quad, section, first_row);
    #end quad
    for (var k = 0u; k < places; k += 2u) {
      #each quad
      let v$quad = values_at(walk$quad);
      let u$quad = values_after(walk$quad, k + 1u < places);
      #end quad
      #each load
      let w$load = weights_at(at, $loadu * SHARED);
      #end load
      #each row
      let row$row = subgroupShuffle(w$load, $laneu);
      #each quad
      sum$row_$quad = pair_row(row$row, v$quad, u$quad, sum$row_$quad);
      #end quad
      #end row
      #each quad
      walk$quad = two_on(walk$quad);
      #end quad
      at += weight_step();
    }
  }

  if (first_row >= row_count()) { return; }
  // One copy of the epilogue's code, and a bound that is a uniform: unrolled, it takes a software adapter seconds to
  // compile.
  let rows = min(ROWS, row_count() - first_row);
  #each quad
  if (quad$quad >= quads) { return; }
  var sums$quad = array<vec4f, ROWS>(
    #each row
    sum$row_$quad,
    #end row
  );
  for (var r = 0u; r < rows; r++) { store_row(first_row + r, sums$quad[r], columns$quad, quad$quad); }
  #end quad
}
