// 1x1 convolution of stride 1 through workgroup memory, by lib/product-tiled64.wgsl or product-tiled32.wgsl, for planes with a
// multiple of four pixels.
//
// Like conv2d-tiled.wgsl, but four pixels of a plane are loaded and stored as one vec4: a step has two loads of 16 bytes instead of
// eight of 4, and no tap to compute, which takes a fifth of a step's instructions. x [N,C,H*W/4] vec4; weights packed
// [O/ROWS][C/groups][ROWS]; residual and out [N,O,H*W/4] vec4. Pixels and epilogue: lib/conv-point.wgsl.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<vec4f>;
// Binding 2, the weights: lib/weight-quads-f32.wgsl or weight-quads-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4f>;

struct Place {
  // The index in x of these pixels in the group's first channel.
  pixels: u32,
  // The index of the weights at the first depth.
  weights: u32,
}

fn place_of(row_tile: u32, column_tile: u32, quad: u32) -> Place {
  let columns = columns_of(column_tile * QUADS + quad);
  let channel = columns.image * p.in_channels + row_tile * ROWS / (p.out_channels / p.groups) * depth();
  return Place(channel * plane_quads() + columns.within, row_tile * depth() * QUADS + quad);
}

// The stride between channels is constant, so a step has nothing to precompute.
fn enter_step(place: ptr<function, Place>, k0: u32) {}

fn four_rows(place: Place, k: u32) -> vec4f { return weight_quad(place.weights + k * QUADS); }

fn four_columns(place: Place, k: u32) -> vec4f { return x[place.pixels + k * plane_quads()]; }

fn store_row(part: u32, row: u32, sums: vec4f, columns: Point, quad: u32) {
  // A folded grid has more workgroups than there are tiles.
  if (part >= p.splits) { return; }
  if (p.splits == 1u) {
    store_point(row, sums, columns);
    return;
  }
  out[part * p.batch * p.out_channels * plane_quads() + place_in_output(row, columns)] = sums;
}
