enable subgroups;

// Grouped convolution with 3x3 kernels without dilation, with a stride of 1 or 2 along the width, in subgroups of any size;
// groups have a multiple of 8 output channels. A template, like lib/product-subgroup.wgsl.
//
// One invocation computes 8 output channels x 4 consecutive columns x 2 rows. For each input channel it loads the rows that these
// windows cover once, 24 values at stride 1, for 144 multiply-adds on vec4; conv2d-subgroup.wgsl loads a value for each tap of a
// window. A lane loads the nine weights of one of the 8 output channels, and shuffles pass them to all lanes. x as in
// conv-params.wgsl; weights [O/8][9][C/groups][8]; out [N,O,H',W'].

override STRIDE: u32;
override STRIDE_Y: u32;

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

// The rows of a kernel.
struct Taps { top: vec3f, middle: vec3f, bottom: vec3f }

fn windows(upper: Line, middle: Line, lower: Line, k: Taps, sums: vec4f) -> vec4f {
  return weighted(upper, k.top, weighted(middle, k.middle, weighted(lower, k.bottom, sums)));
}

@compute @workgroup_size(LANES)
fn main(
  group: Workgroup,
  @builtin(local_invocation_index) index: u32,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let quads = (p.out_width + 3u) / 4u;
  let strips = (p.out_height + 1u) / 2u;
  let places = p.batch * strips * quads;
  let tiles = (places + LANES - 1u) / LANES;
  let tile = workgroup_index(group);
  let block = tile / tiles;
  let place = tile % tiles * LANES + index;
  // Lanes past the last position stay active, since shuffles need all lanes.
  let known = min(place, places - 1u);
  let strip = known / quads;
  let image = strip / strips;
  let row = (strip - image * strips) * 2u;
  let column = (known - strip * quads) * 4u;
  let first_channel = block * ROWS;
  let depth = p.in_channels / p.groups;
  let group_inputs = first_channel / (p.out_channels / p.groups) * depth;
  let columns = columns_from(i32(column * STRIDE) - i32(p.padding_x));
  let y = i32(row * p.stride_y) - i32(p.padding_y);
  var base = i32(image * p.image_step + group_inputs * p.channel_step);

  #each row
  var upper$row = vec4f();
  var lower$row = vec4f();
  #end row
  let tap_step = depth * ROWS;
  var at = block * 9u * tap_step + lane % SHARED;
  for (var c = 0u; c < depth; c++) {
    let l0 = line_at(base, y, columns);
    let l1 = line_at(base, y + 1, columns);
    let l2 = line_at(base, y + 2, columns);
    var m0 = l1;
    var m1 = l2;
    if (STRIDE_Y == 2u) {
      m0 = l2;
      m1 = line_at(base, y + 3, columns);
    }
    let m2 = line_at(base, y + 2 + i32(STRIDE_Y), columns);
    #each load
    let at$load = at + $loadu * SHARED;
    let top$load = vec3f(weights[at$load], weights[at$load + tap_step], weights[at$load + 2u * tap_step]);
    let middle$load = vec3f(
      weights[at$load + 3u * tap_step],
      weights[at$load + 4u * tap_step],
      weights[at$load + 5u * tap_step],
    );
    let bottom$load = vec3f(
      weights[at$load + 6u * tap_step],
      weights[at$load + 7u * tap_step],
      weights[at$load + 8u * tap_step],
    );
    #end load
    #each row
    let k$row = Taps(
      subgroupShuffle(top$load, $laneu),
      subgroupShuffle(middle$load, $laneu),
      subgroupShuffle(bottom$load, $laneu),
    );
    upper$row = windows(l0, l1, l2, k$row, upper$row);
    lower$row = windows(m0, m1, m2, k$row, lower$row);
    #end row
    base += i32(p.channel_step);
    at += ROWS;
  }

  if (place >= places || first_channel >= p.out_channels) { return; }
  // A single copy of the epilogue: unrolled, it would take a software adapter seconds to compile.
  var sums = array<vec4f, 2u * ROWS>(
    #each row
    upper$row,
    #end row
    #each row
    lower$row,
    #end row
  );
  let rows = min(2u, p.out_height - row);
  for (var i = 0u; i < rows * ROWS; i++) {
    let channel = first_channel + i % ROWS;
    store_columns(image * p.out_channels + channel, row + i / ROWS, column, sums[i] + bias[channel]);
  }
}
