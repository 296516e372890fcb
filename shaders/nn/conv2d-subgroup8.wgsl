// Convolution as an implicit matrix product for subgroups of exactly 8 lanes; groups of a multiple of 32 output
// channels.
//
// One invocation computes 32 output channels x 4 output pixels; a workgroup is one subgroup, whose lanes share the
// channels and differ in the pixels, 32 in all. Pixels are numbered through the whole batch. x [N,C,H,W]; weights packed
// [O/32][kh*kw][C/groups/2][32][2]: for 32 channels the weights of two input channels (a zero where their number is
// odd); out [N,O,H',W'].
//
// A step covers two input channels. Each lane loads the weights of four of the 32 rows, and broadcasting hands every
// row to all lanes: four loads in place of 32. On the processor a load is a gather that costs as much as many
// multiply-adds, so many rows share the eight gathered pixel values of a step; the accumulators do not fit the
// registers, and two steps per visit of one pay for its load and store. Lanes past the last pixel go along, since a
// broadcast wants all of them.

enable subgroups;

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// Binding 2, the weights: lib/weight-pairs-f32.wgsl or weight-pairs-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) grid: vec3u,
        @builtin(subgroup_invocation_id) lane: u32) {
  let channel_step = i32(p.channel_step);
  let pixels = p.batch * p.out_height * p.out_width;
  let tiles = (pixels + 31u) / 32u;
  let tile = workgroup.y * grid.x + workgroup.x;
  let block = tile / tiles;
  let first_channel = block * 32u;
  let pixel = (tile % tiles * 8u + lane) * 4u;
  let quad = locate(pixel, pixels);
  let channels = p.in_channels / p.groups;
  let group_base = i32(first_channel / (p.out_channels / p.groups) * channels) * channel_step;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var a8 = vec4f(); var a9 = vec4f(); var a10 = vec4f(); var a11 = vec4f();
  var a12 = vec4f(); var a13 = vec4f(); var a14 = vec4f(); var a15 = vec4f();
  var a16 = vec4f(); var a17 = vec4f(); var a18 = vec4f(); var a19 = vec4f();
  var a20 = vec4f(); var a21 = vec4f(); var a22 = vec4f(); var a23 = vec4f();
  var a24 = vec4f(); var a25 = vec4f(); var a26 = vec4f(); var a27 = vec4f();
  var a28 = vec4f(); var a29 = vec4f(); var a30 = vec4f(); var a31 = vec4f();
  var w = block * p.kernel_height * p.kernel_width * ((channels + 1u) / 2u) * 32u + lane;
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
        let w1 = weight_pair(w + 8u);
        let w2 = weight_pair(w + 16u);
        let w3 = weight_pair(w + 24u);
        a0 = pair_row(subgroupBroadcast(w0, 0u), v0, v1, a0);
        a1 = pair_row(subgroupBroadcast(w0, 1u), v0, v1, a1);
        a2 = pair_row(subgroupBroadcast(w0, 2u), v0, v1, a2);
        a3 = pair_row(subgroupBroadcast(w0, 3u), v0, v1, a3);
        a4 = pair_row(subgroupBroadcast(w0, 4u), v0, v1, a4);
        a5 = pair_row(subgroupBroadcast(w0, 5u), v0, v1, a5);
        a6 = pair_row(subgroupBroadcast(w0, 6u), v0, v1, a6);
        a7 = pair_row(subgroupBroadcast(w0, 7u), v0, v1, a7);
        a8 = pair_row(subgroupBroadcast(w1, 0u), v0, v1, a8);
        a9 = pair_row(subgroupBroadcast(w1, 1u), v0, v1, a9);
        a10 = pair_row(subgroupBroadcast(w1, 2u), v0, v1, a10);
        a11 = pair_row(subgroupBroadcast(w1, 3u), v0, v1, a11);
        a12 = pair_row(subgroupBroadcast(w1, 4u), v0, v1, a12);
        a13 = pair_row(subgroupBroadcast(w1, 5u), v0, v1, a13);
        a14 = pair_row(subgroupBroadcast(w1, 6u), v0, v1, a14);
        a15 = pair_row(subgroupBroadcast(w1, 7u), v0, v1, a15);
        a16 = pair_row(subgroupBroadcast(w2, 0u), v0, v1, a16);
        a17 = pair_row(subgroupBroadcast(w2, 1u), v0, v1, a17);
        a18 = pair_row(subgroupBroadcast(w2, 2u), v0, v1, a18);
        a19 = pair_row(subgroupBroadcast(w2, 3u), v0, v1, a19);
        a20 = pair_row(subgroupBroadcast(w2, 4u), v0, v1, a20);
        a21 = pair_row(subgroupBroadcast(w2, 5u), v0, v1, a21);
        a22 = pair_row(subgroupBroadcast(w2, 6u), v0, v1, a22);
        a23 = pair_row(subgroupBroadcast(w2, 7u), v0, v1, a23);
        a24 = pair_row(subgroupBroadcast(w3, 0u), v0, v1, a24);
        a25 = pair_row(subgroupBroadcast(w3, 1u), v0, v1, a25);
        a26 = pair_row(subgroupBroadcast(w3, 2u), v0, v1, a26);
        a27 = pair_row(subgroupBroadcast(w3, 3u), v0, v1, a27);
        a28 = pair_row(subgroupBroadcast(w3, 4u), v0, v1, a28);
        a29 = pair_row(subgroupBroadcast(w3, 5u), v0, v1, a29);
        a30 = pair_row(subgroupBroadcast(w3, 6u), v0, v1, a30);
        a31 = pair_row(subgroupBroadcast(w3, 7u), v0, v1, a31);
        at += channel_step + next;
        w += 32u;
      }
    }
  }

  // The grid, folded into two dimensions, can hold more workgroups than there are tiles.
  if (pixel >= pixels || first_channel >= p.out_channels) { return; }
  // One copy of the epilogue's code, and a bound that is a uniform: unrolled, it takes a software adapter seconds
  // to compile.
  let rows = min(32u, p.out_channels - first_channel);
  var sums = array<vec4f, 32>(
    a0, a1, a2, a3, a4, a5, a6, a7,
    a8, a9, a10, a11, a12, a13, a14, a15,
    a16, a17, a18, a19, a20, a21, a22, a23,
    a24, a25, a26, a27, a28, a29, a30, a31,
  );
  for (var r = 0u; r < rows; r++) { store_quad(first_channel + r, sums[r], pixel, quad); }
}
