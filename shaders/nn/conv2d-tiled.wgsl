// Convolution as an implicit matrix product through workgroup memory, by lib/product-tiled64.wgsl or product-tiled32.wgsl: the
// variants for GPUs. Rows are output channels, columns are output pixels, numbered through the whole batch. Groups have a
// multiple of the tile's rows.
//
// The product is weights [O, K] x patches [K, pixels], K = taps * C/groups. Weights are packed [O/ROWS][K][ROWS], where K runs
// over taps and then channels. An invocation always loads the same four pixels, so their coordinates are computed once; their
// positions in the input are computed once per tap, since the divisions that find a tap cost as much as a third of a step's
// multiply-adds. The patch matrix is never stored.
//
// How K is split among workgroups is in lib/conv-tiles.wgsl. For 1x1 layers on whole vec4 of pixels see conv2d-tiled-quads.wgsl.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// Binding 2, the weights: lib/weight-quads-f32.wgsl or weight-quads-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

struct Place {
  pixels: Quad,
  // The offset of the group's first channel in x.
  group_base: i32,
  // The index of the weights at the first depth.
  weights: u32,
  // The tap of the step's first depth, and the depth at which that tap begins.
  tap: Tap,
  tap_start: u32,
}

fn quad_count() -> u32 { return (p.batch * p.out_height * p.out_width + 3u) / 4u; }

fn columns_of(quad: u32) -> Quad { return locate(quad * 4u, p.batch * p.out_height * p.out_width); }

fn place_of(row_tile: u32, column_tile: u32, quad: u32) -> Place {
  let group_base = i32(row_tile * ROWS / (p.out_channels / p.groups) * group_channels()) * i32(p.channel_step);
  let pixels = columns_of(column_tile * QUADS + quad);
  return Place(pixels, group_base, row_tile * depth() * QUADS + quad, Tap(), 0u);
}

fn tap_number(place: Place, tap: u32) -> Tap {
  return tap_of(place.pixels, tap / p.kernel_width, tap % p.kernel_width);
}

fn enter_step(place: ptr<function, Place>, k0: u32) {
  let tap = k0 / group_channels();
  (*place).tap = tap_number(*place, tap);
  (*place).tap_start = tap * group_channels();
}

fn four_rows(place: Place, k: u32) -> vec4f { return weight_quad(place.weights + k * QUADS); }

fn four_columns(place: Place, k: u32) -> vec4f {
  var tap = place.tap;
  var channel = k - place.tap_start;
  // Where the number of channels is not a multiple of the step, the next tap begins within it.
  if (channel >= group_channels()) {
    tap = tap_number(place, k / group_channels());
    channel = k % group_channels();
  }
  let mask = select(vec4f(0.0), vec4f(1.0), tap.inside);
  return load_quad(tap.at + place.group_base + i32(channel * p.channel_step), mask);
}

fn store_row(part: u32, row: u32, sums: vec4f, columns: Quad, quad: u32) {
  // A folded grid has more workgroups than there are tiles.
  if (part >= p.splits) { return; }
  if (p.splits == 1u) {
    store_quad(row, sums, quad * 4u, columns);
    return;
  }
  let outputs = p.batch * p.out_channels * p.out_height * p.out_width;
  put_quad(part * outputs + places_in_output(row, columns), sums, quad * 4u);
}
