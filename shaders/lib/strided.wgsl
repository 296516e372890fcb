// Walks tensors by a stride for each dimension; src/kernels/strided.ts fills the lists.

// Up to six numbers, innermost dimension first.
struct Sizes { values: array<vec4u, 2> }
struct Steps { values: array<vec4i, 2> }

// The offset of the element at a row-major index. `rank` is a pipeline constant, so that the loop unrolls. The host merges
// dimensions where it can, so that there is usually one division at most.
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
