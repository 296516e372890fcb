// 1x1 convolution of stride 1 as a matrix product by lib/product-subgroup.wgsl, for planes with a multiple of four pixels; groups
// have a multiple of ROWS output channels.
//
// Like conv2d-subgroup.wgsl, but four pixels of a plane are loaded and stored as one vec4: on a CPU four gathers then share one
// bounds check and one address, which makes it up to one and a half times as fast. x [N,C,H*W/4] vec4; weights packed
// [O/ROWS][C/groups/2][ROWS][2] (zero where C is odd); out [N,O,H*W/4] vec4. Pixels and epilogue: lib/conv-point.wgsl.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<vec4f>;
// Binding 2, the weights: lib/weight-pairs-f32.wgsl or weight-pairs-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4f>;

// `step` is the distance between channels, as indices in x.
struct Walk { at: u32, step: u32 }

fn row_count() -> u32 { return p.out_channels; }

fn section_count() -> u32 { return 1u; }

fn depth() -> u32 { return p.in_channels / p.groups; }

fn walk_from(columns: Point, section: u32, first_row: u32) -> Walk {
  let group_channel = first_row / (p.out_channels / p.groups) * depth();
  let step = plane_quads();
  return Walk((columns.image * p.in_channels + group_channel) * step + columns.within, step);
}

fn two_on(walk: Walk) -> Walk { return Walk(walk.at + 2u * walk.step, walk.step); }

fn values_at(walk: Walk) -> vec4f { return x[walk.at]; }

// Past an odd last channel the weight is zero, and the last channel is read again instead of one out of range.
fn values_after(walk: Walk, known: bool) -> vec4f { return x[walk.at + select(0u, walk.step, known)]; }

fn weights_from(block: u32, lane: u32) -> u32 { return block * ((depth() + 1u) / 2u) * ROWS + lane; }

fn weights_at(at: u32, row: u32) -> vec2f { return weight_pair(at + row); }

fn weight_step() -> u32 { return ROWS; }

fn store_row(row: u32, sums: vec4f, columns: Point, quad: u32) { store_point(row, sums, columns); }
