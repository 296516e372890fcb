// Convolution as an implicit matrix product by lib/product-subgroup.wgsl: rows are output channels, columns are output pixels,
// numbered through the whole batch; sections are the kernel's taps, and the depth is its input channels. Groups have a multiple
// of ROWS output channels.
//
// x [N,C,H,W]; weights packed [O/ROWS][kh*kw][C/groups/2][ROWS][2]: for ROWS output channels the weights of two input channels
// (zero past an odd last one); out [N,O,H',W']. A tap's four addresses and its padding mask are computed once and then advance
// along the channels.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// Binding 2, the weights: lib/weight-pairs-f32.wgsl or weight-pairs-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

// `step` is the distance between channels, as indices in x.
struct Walk { at: vec4i, mask: vec4f, step: i32 }

fn row_count() -> u32 { return p.out_channels; }

fn quad_count() -> u32 { return (p.batch * p.out_height * p.out_width + 3u) / 4u; }

fn section_count() -> u32 { return p.kernel_height * p.kernel_width; }

fn depth() -> u32 { return p.in_channels / p.groups; }

fn columns_of(quad: u32) -> Quad { return locate(quad * 4u, p.batch * p.out_height * p.out_width); }

fn walk_from(columns: Quad, section: u32, first_row: u32) -> Walk {
  let tap = tap_of(columns, section / p.kernel_width, section % p.kernel_width);
  let step = i32(p.channel_step);
  let group_base = i32(first_row / (p.out_channels / p.groups) * depth()) * step;
  return Walk(tap.at + group_base, select(vec4f(0.0), vec4f(1.0), tap.inside), step);
}

fn two_on(walk: Walk) -> Walk { return Walk(walk.at + 2 * walk.step, walk.mask, walk.step); }

fn values_at(walk: Walk) -> vec4f { return load_quad(walk.at, walk.mask); }

// Past an odd last channel the weight is zero, and the last channel is read again instead of one out of range.
fn values_after(walk: Walk, known: bool) -> vec4f {
  return load_quad(walk.at + select(0, walk.step, known), walk.mask);
}

fn weights_from(block: u32, lane: u32) -> u32 {
  return block * section_count() * ((depth() + 1u) / 2u) * ROWS + lane;
}

fn weights_at(at: u32, row: u32) -> vec2f { return weight_pair(at + row); }

fn weight_step() -> u32 { return ROWS; }

fn store_row(row: u32, sums: vec4f, columns: Quad, quad: u32) { store_quad(row, sums, quad * 4u, columns); }
