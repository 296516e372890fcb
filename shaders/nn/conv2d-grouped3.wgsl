enable subgroups;

// Convolution with 3x3 kernels in small groups, without dilation and of stride 1 or 2 along the width, for subgroups of
// exactly 8 lanes; groups of a multiple of 8 output channels.
//
// One invocation computes 8 output channels x 4 consecutive columns x 2 rows below each other. For each input channel it
// loads the rows that these windows see once, 24 values at stride 1, for 144 multiply-adds on vec4; conv2d-subgroup.wgsl
// loads a value for each of a window's taps. A lane loads the nine weights of one of the 8 output channels, which are
// handed to all by broadcasting. x as in conv-params.wgsl; weights [O/8][9][C/groups][8]; out [N,O,H',W'].

override STRIDE: u32;
override STRIDE_Y: u32;

const ROWS = 8u;
const LANES = 8u;

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

// A kernel's rows.
struct Taps { top: vec3f, middle: vec3f, bottom: vec3f }

fn windows(upper: Line, middle: Line, lower: Line, k: Taps, sums: vec4f) -> vec4f {
  return weighted(upper, k.top, weighted(middle, k.middle, weighted(lower, k.bottom, sums)));
}

@compute @workgroup_size(8)
fn main(group: Workgroup, @builtin(subgroup_invocation_id) lane: u32) {
  let quads = (p.out_width + 3u) / 4u;
  let strips = (p.out_height + 1u) / 2u;
  let places = p.batch * strips * quads;
  let tiles = (places + LANES - 1u) / LANES;
  let tile = workgroup_index(group);
  let block = tile / tiles;
  let place = tile % tiles * LANES + lane;
  // Lanes past the last place stay active, since broadcasts need them all.
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

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  let tap_step = depth * ROWS;
  var at = block * 9u * tap_step + lane;
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
    let top = vec3f(weights[at], weights[at + tap_step], weights[at + 2u * tap_step]);
    let middle = vec3f(weights[at + 3u * tap_step], weights[at + 4u * tap_step], weights[at + 5u * tap_step]);
    let bottom = vec3f(weights[at + 6u * tap_step], weights[at + 7u * tap_step], weights[at + 8u * tap_step]);
    var k: Taps;
    k = Taps(subgroupBroadcast(top, 0u), subgroupBroadcast(middle, 0u), subgroupBroadcast(bottom, 0u));
    a0 = windows(l0, l1, l2, k, a0);
    b0 = windows(m0, m1, m2, k, b0);
    k = Taps(subgroupBroadcast(top, 1u), subgroupBroadcast(middle, 1u), subgroupBroadcast(bottom, 1u));
    a1 = windows(l0, l1, l2, k, a1);
    b1 = windows(m0, m1, m2, k, b1);
    k = Taps(subgroupBroadcast(top, 2u), subgroupBroadcast(middle, 2u), subgroupBroadcast(bottom, 2u));
    a2 = windows(l0, l1, l2, k, a2);
    b2 = windows(m0, m1, m2, k, b2);
    k = Taps(subgroupBroadcast(top, 3u), subgroupBroadcast(middle, 3u), subgroupBroadcast(bottom, 3u));
    a3 = windows(l0, l1, l2, k, a3);
    b3 = windows(m0, m1, m2, k, b3);
    k = Taps(subgroupBroadcast(top, 4u), subgroupBroadcast(middle, 4u), subgroupBroadcast(bottom, 4u));
    a4 = windows(l0, l1, l2, k, a4);
    b4 = windows(m0, m1, m2, k, b4);
    k = Taps(subgroupBroadcast(top, 5u), subgroupBroadcast(middle, 5u), subgroupBroadcast(bottom, 5u));
    a5 = windows(l0, l1, l2, k, a5);
    b5 = windows(m0, m1, m2, k, b5);
    k = Taps(subgroupBroadcast(top, 6u), subgroupBroadcast(middle, 6u), subgroupBroadcast(bottom, 6u));
    a6 = windows(l0, l1, l2, k, a6);
    b6 = windows(m0, m1, m2, k, b6);
    k = Taps(subgroupBroadcast(top, 7u), subgroupBroadcast(middle, 7u), subgroupBroadcast(bottom, 7u));
    a7 = windows(l0, l1, l2, k, a7);
    b7 = windows(m0, m1, m2, k, b7);
    base += i32(p.channel_step);
    at += ROWS;
  }

  if (place >= places || first_channel >= p.out_channels) { return; }
  // One copy of the epilogue's code: unrolled, it takes a software adapter seconds to compile.
  var sums = array<vec4f, 16>(a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7);
  let rows = min(2u, p.out_height - row);
  for (var i = 0u; i < rows * ROWS; i++) {
    let channel = first_channel + i % ROWS;
    store_columns(image * p.out_channels + channel, row + i / ROWS, column, sums[i] + bias[channel]);
  }
}
