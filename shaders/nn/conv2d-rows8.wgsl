// Convolution as an implicit matrix product without workgroup memory, with any groups.
//
// One invocation computes 8 output channels x 4 output pixels: eight vec4 accumulators, one component per pixel. Pixels are
// numbered through the whole batch, so a 7x7 plane wastes no lane except in the last quad. x [N,C,H,W]; weights packed
// [groups][O/groups/8][kh*kw][C/groups][8] (two vec4 per step, zeros past a group's last channel); out [N,O,H',W'].
//
// Kernel taps are the outer loop: a tap's four addresses and its padding mask are computed once and then advance along the
// channels, so the inner loop is six loads and eight fused multiply-adds on vec4. There are no barriers and no arrays: software
// adapters split a shader at barriers and keep indexed arrays in memory, while eight named accumulators stay in registers. On a
// GPU the tiled variant is faster.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// Binding 2, the weights: lib/weight-quads-f32.wgsl or weight-quads-f16.wgsl.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

override WORKGROUP_SIZE: u32 = 32u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = workgroup_index(group) * WORKGROUP_SIZE + lane;
  let channel_step = i32(p.channel_step);
  let pixels = p.batch * p.out_height * p.out_width;
  let quads = (pixels + 3u) / 4u;
  let block = index / quads;
  let group_outputs = p.out_channels / p.groups;
  let group_blocks = (group_outputs + 7u) / 8u;
  let conv_group = block / group_blocks;
  if (conv_group >= p.groups) { return; }
  let first_row = block % group_blocks * 8u;
  let first_channel = conv_group * group_outputs + first_row;
  let pixel = index % quads * 4u;
  let quad = locate(pixel, pixels);
  let channels = p.in_channels / p.groups;
  let group_base = i32(conv_group * channels) * channel_step;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var w = block * p.kernel_height * p.kernel_width * channels * 2u;
  for (var ky = 0u; ky < p.kernel_height; ky++) {
    for (var kx = 0u; kx < p.kernel_width; kx++) {
      let tap = tap_of(quad, ky, kx);
      let mask = select(vec4f(0.0), vec4f(1.0), tap.inside);
      var at = tap.at + group_base;
      for (var c = 0u; c < channels; c++) {
        let v = load_quad(at, mask);
        let lo = weight_quad(w);
        let hi = weight_quad(w + 1u);
        a0 = fma(vec4f(lo.x), v, a0);
        a1 = fma(vec4f(lo.y), v, a1);
        a2 = fma(vec4f(lo.z), v, a2);
        a3 = fma(vec4f(lo.w), v, a3);
        a4 = fma(vec4f(hi.x), v, a4);
        a5 = fma(vec4f(hi.y), v, a5);
        a6 = fma(vec4f(hi.z), v, a6);
        a7 = fma(vec4f(hi.w), v, a7);
        at += channel_step;
        w += 2u;
      }
    }
  }

  // A single copy of the epilogue with a uniform bound: unrolled, it would take a software adapter a long time to compile.
  let rows = min(8u, group_outputs - first_row);
  var sums = array<vec4f, 8>(a0, a1, a2, a3, a4, a5, a6, a7);
  for (var r = 0u; r < rows; r++) { store_quad(first_channel + r, sums[r], pixel, quad); }
}
