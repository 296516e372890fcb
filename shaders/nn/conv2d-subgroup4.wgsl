// Convolution as an implicit matrix product for subgroups of exactly 4 lanes; groups of a multiple of 16 output
// channels.
//
// One invocation computes 16 output channels x 4 output pixels; a workgroup is one subgroup, whose lanes share the
// channels and differ in the pixels, 16 in all. Pixels are numbered through the whole batch. x [N,C,H,W]; weights packed
// [O/16][kh*kw][C/groups/2][16][2]: for 16 channels the weights of two input channels (a zero where their number is
// odd); out [N,O,H',W'].
//
// Same scheme as conv2d-subgroup8.wgsl, for adapters that compute with four lanes: a step covers two input
// channels, each lane loads the weights of four of the 16 rows, and broadcasting hands every row to all lanes.

enable subgroups;

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// Binding 2, the weights: lib/weight-pairs-f32.wgsl or weight-pairs-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) grid: vec3u,
        @builtin(subgroup_invocation_id) lane: u32) {
  let channel_step = i32(p.channel_step);
  let pixels = p.batch * p.out_height * p.out_width;
  let tiles = (pixels + 15u) / 16u;
  let tile = workgroup.y * grid.x + workgroup.x;
  let block = tile / tiles;
  let first_channel = block * 16u;
  let pixel = (tile % tiles * 4u + lane) * 4u;
  let quad = locate(pixel, pixels);
  let channels = p.in_channels / p.groups;
  let group_base = i32(first_channel / (p.out_channels / p.groups) * channels) * channel_step;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var a8 = vec4f(); var a9 = vec4f(); var a10 = vec4f(); var a11 = vec4f();
  var a12 = vec4f(); var a13 = vec4f(); var a14 = vec4f(); var a15 = vec4f();
  var w = block * p.kernel_height * p.kernel_width * ((channels + 1u) / 2u) * 16u + lane;
  for (var ky = 0u; ky < p.kernel_height; ky++) {
    for (var kx = 0u; kx < p.kernel_width; kx++) {
      let tap = tap_of(quad, ky, kx);
      let mask = select(vec4f(0.0), vec4f(1.0), tap.inside);
      var at = tap.at + group_base;
      for (var c = 0u; c < channels; c += 2u) {
        // Behind an odd last channel stands a zero weight, and that channel itself in place of one out of range.
        let next = select(0, channel_step, c + 1u < channels);
        let v0 = load_quad(at, mask);
        let v1 = load_quad(at + next, mask);
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
        at += channel_step + next;
        w += 16u;
      }
    }
  }

  // The grid, folded into two dimensions, can hold more workgroups than there are tiles.
  if (pixel >= pixels || first_channel >= p.out_channels) { return; }
  // One copy of the epilogue's code, and a bound that is a uniform: unrolled, it takes a software adapter seconds
  // to compile.
  let rows = min(16u, p.out_channels - first_channel);
  var sums = array<vec4f, 16>(
    a0, a1, a2, a3, a4, a5, a6, a7,
    a8, a9, a10, a11, a12, a13, a14, a15,
  );
  for (var r = 0u; r < rows; r++) { store_quad(first_channel + r, sums[r], pixel, quad); }
}
