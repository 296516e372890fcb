// Convolution as an implicit matrix product by lib/product-tiled64.wgsl: rows are output channels, columns output pixels,
// numbered through the whole batch. Groups of a multiple of 64 output channels.
//
// Weights are packed [O/64][K][64], K running over the kernel's taps and then channels.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// Binding 2, the weights: lib/weight-quads-f32.wgsl or weight-quads-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

struct Place { pixels: Quad, group_base: i32, weights: u32 }

fn row_count() -> u32 { return p.out_channels; }

fn quad_count() -> u32 { return (p.batch * p.out_height * p.out_width + 3u) / 4u; }

fn depth() -> u32 { return p.kernel_height * p.kernel_width * (p.in_channels / p.groups); }

fn columns_of(quad: u32) -> Quad { return locate(quad * 4u, p.batch * p.out_height * p.out_width); }

fn place_of(row_tile: u32, column_tile: u32, quad: u32) -> Place {
  let channels = p.in_channels / p.groups;
  let group_base = i32(row_tile * ROWS / (p.out_channels / p.groups) * channels) * i32(p.channel_step);
  return Place(columns_of(column_tile * QUADS + quad), group_base, row_tile * depth() * QUADS + quad);
}

fn four_rows(place: Place, k: u32) -> vec4f { return weight_quad(place.weights + k * QUADS); }

fn four_columns(place: Place, k: u32) -> vec4f {
  let channels = p.in_channels / p.groups;
  let tap = tap_of(place.pixels, k / channels / p.kernel_width, k / channels % p.kernel_width);
  let mask = select(vec4f(0.0), vec4f(1.0), tap.inside);
  return load_quad(tap.at + place.group_base + i32(k % channels) * i32(p.channel_step), mask);
}

fn store_row(row: u32, sums: vec4f, columns: Quad, quad: u32) { store_quad(row, sums, quad * 4u, columns); }
