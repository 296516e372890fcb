// 1x1 convolution of stride 1 as a matrix product for subgroups of exactly 4 lanes, where planes hold a multiple of four
// pixels; groups of a multiple of 16 output channels.
//
// Same scheme as pointwise8.wgsl, for adapters that compute with four lanes: one invocation computes 16 output
// channels x 4 pixels. x [N,C,H*W/4] vec4; weights packed [O/16][C/groups/2][16][2] (a zero where C is odd); out
// [N,O,H*W/4] vec4.

enable subgroups;

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<vec4f>;
// Binding 2, the weights: lib/weight-pairs-f32.wgsl or weight-pairs-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4f>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) grid: vec3u,
        @builtin(subgroup_invocation_id) lane: u32) {
  let quads = p.batch * plane_quads();
  let tiles = (quads + 3u) / 4u;
  let tile = workgroup.y * grid.x + workgroup.x;
  let block = tile / tiles;
  let first_channel = block * 16u;
  let quad = tile % tiles * 4u + lane;
  let point = point_of(quad);
  let channels = p.in_channels / p.groups;
  let group_channel = first_channel / (p.out_channels / p.groups) * channels;
  let step = plane_quads();

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var a8 = vec4f(); var a9 = vec4f(); var a10 = vec4f(); var a11 = vec4f();
  var a12 = vec4f(); var a13 = vec4f(); var a14 = vec4f(); var a15 = vec4f();
  var at = (point.image * p.in_channels + group_channel) * step + point.within;
  var w = block * ((channels + 1u) / 2u) * 16u + lane;
  for (var c = 0u; c < channels; c += 2u) {
    // Behind an odd last channel stands a zero weight, and that channel itself in place of one out of range.
    let next = select(0u, step, c + 1u < channels);
    let v0 = x[at];
    let v1 = x[at + next];
    let w0 = weight_pair(w);
    let w1 = weight_pair(w + 4u);
    let w2 = weight_pair(w + 8u);
    let w3 = weight_pair(w + 12u);
    a0 = pair_row(subgroupBroadcast(w0, 0u), v0, v1, a0);
    a1 = pair_row(subgroupBroadcast(w0, 1u), v0, v1, a1);
    a2 = pair_row(subgroupBroadcast(w0, 2u), v0, v1, a2);
    a3 = pair_row(subgroupBroadcast(w0, 3u), v0, v1, a3);
    a4 = pair_row(subgroupBroadcast(w1, 0u), v0, v1, a4);
    a5 = pair_row(subgroupBroadcast(w1, 1u), v0, v1, a5);
    a6 = pair_row(subgroupBroadcast(w1, 2u), v0, v1, a6);
    a7 = pair_row(subgroupBroadcast(w1, 3u), v0, v1, a7);
    a8 = pair_row(subgroupBroadcast(w2, 0u), v0, v1, a8);
    a9 = pair_row(subgroupBroadcast(w2, 1u), v0, v1, a9);
    a10 = pair_row(subgroupBroadcast(w2, 2u), v0, v1, a10);
    a11 = pair_row(subgroupBroadcast(w2, 3u), v0, v1, a11);
    a12 = pair_row(subgroupBroadcast(w3, 0u), v0, v1, a12);
    a13 = pair_row(subgroupBroadcast(w3, 1u), v0, v1, a13);
    a14 = pair_row(subgroupBroadcast(w3, 2u), v0, v1, a14);
    a15 = pair_row(subgroupBroadcast(w3, 3u), v0, v1, a15);
    at += step + next;
    w += 16u;
  }

  // The grid, folded into two dimensions, can hold more workgroups than there are tiles.
  if (quad >= quads || first_channel >= p.out_channels) { return; }
  // One copy of the epilogue's code, and a bound that is a uniform: unrolled, it takes a software adapter seconds
  // to compile.
  let rows = min(16u, p.out_channels - first_channel);
  var sums = array<vec4f, 16>(
    a0, a1, a2, a3, a4, a5, a6, a7,
    a8, a9, a10, a11, a12, a13, a14, a15,
  );
  for (var r = 0u; r < rows; r++) { store_point(first_channel + r, sums[r], point); }
}
