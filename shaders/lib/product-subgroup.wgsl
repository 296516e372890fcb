enable subgroups;

// The body of matrix products in subgroups of any size: rows x columns, summed over sections of a given depth (for a convolution,
// its taps and channels). A template: src/kernels/subgroups.ts fills in the sizes and repeats what is between "#each" and "#end",
// so that all sums are named variables.
//
// One invocation computes ROWS rows x 4 * QUADS columns; the LANES invocations of a workgroup share the rows and have different
// columns. A step covers two depths. In each subgroup the first SHARED lanes (the guaranteed minimum) each load the weights of
// ROWS / SHARED rows, and shuffles pass every row to all lanes; if subgroup sizes vary, larger ones work the same way. lavapipe
// compiles a shuffle from a constant lane to one instruction, and a broadcast to three. On a CPU a load is a gather that costs as
// much as many multiply-adds, so many rows share the values of a step. The accumulators do not fit the registers; covering two
// depths per update amortises their spills. Lanes past the last column stay active, since shuffles need all lanes.
//
// The shader that includes this defines:
//   row_count, quad_count      the number of rows, and of quads of four columns
//   columns_of(quad)           the position of a lane's four columns
//   section_count, depth       of the sum
//   walk_from(columns, section, first_row), two_on(walk)    the position along the depth
//   values_at(walk), values_after(walk, known)    four columns' values there, and at the next depth if it is `known`
//   weights_from(block, lane), weights_at(at, row), weight_step()    weights at two depths for row `row` counted from the
//                              lane's first; 0 past an odd last depth
//   store_row(row, sums, columns, quad)    the epilogue

// Adds to one row's sums over four columns: the weights at two depths times the values there.
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
  let first_quad = tile % tiles * QUADS * LANES + index;
  #each quad
  let columns$quad = columns_of(first_quad + $quadu * LANES);
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
  // A single copy of the epilogue with a uniform bound: unrolled, it would take a software adapter seconds to compile.
  let rows = min(ROWS, row_count() - first_row);
  var sums = array<vec4f, ROWS * QUADS>(
    #each quad
    #each row
    sum$row_$quad,
    #end row
    #end quad
  );
  for (var q = 0u; q < QUADS; q++) {
    let quad = first_quad + q * LANES;
    if (quad < quads) {
      let columns = columns_of(quad);
      for (var r = 0u; r < rows; r++) { store_row(first_row + r, sums[q * ROWS + r], columns, quad); }
    }
  }
}
