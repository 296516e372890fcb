// Tensors walked with a step for each dimension; src/kernels/strided.ts fills the lists.

// Up to six numbers, innermost dimension first.
struct Sizes { values: array<vec4u, 2> }
struct Steps { values: array<vec4i, 2> }

// How far the element at a row-major index lies from the first. `rank` is a constant of the pipeline, so that the loop
// unrolls; the host merges dimensions that are walked evenly, so that mostly one division is left, or none.
fn walked(index: u32, rank: u32, sizes: Sizes, steps: Steps) -> i32 {
  var rest = index;
  var offset = 0;
  for (var axis = 0u; axis < rank; axis++) {
    var place = rest;
    if (axis + 1u < rank) {
      let size = sizes.values[axis / 4u][axis % 4u];
      rest = place / size;
      place -= rest * size;
    }
    offset += i32(place) * steps.values[axis / 4u][axis % 4u];
  }
  return offset;
}
