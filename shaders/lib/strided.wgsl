// Tensors walked with a step for each dimension; src/kernels/strided.ts fills the lists.

// Dimensions of the walk: a constant, so that loops over them unroll.
override RANK: u32;

// Up to six numbers, innermost dimension first.
struct Sizes { values: array<vec4u, 2> }
struct Steps { values: array<vec4i, 2> }

fn size_at(list: Sizes, axis: u32) -> u32 { return list.values[axis / 4u][axis % 4u]; }

fn step_at(list: Steps, axis: u32) -> i32 { return list.values[axis / 4u][axis % 4u]; }
