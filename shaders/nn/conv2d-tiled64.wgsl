// Convolution as an implicit matrix product through workgroup memory, with large tiles: for GPUs and layers of many
// pixels. Groups of a multiple of 64 output channels.
//
// As conv2d-tiled.wgsl, but a workgroup of 64 invocations makes 64 channels x 64 pixels in steps of 8 along K, and an
// invocation 8x8 of it. Per step of K it reads four vec4 of workgroup memory for 64 multiply-adds, twice as many for
// each read as 4x4 does, and pays with 16 vec4 of registers. Weights are packed [O/64][K][64], K running over taps and
// then channels. An invocation loads the same four pixels at two places of K.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// Binding 2, the weights: lib/weight-quads-f32.wgsl or weight-quads-f16.wgsl. What is multiplied and summed up:
// lib/arithmetic-f32.wgsl or arithmetic-f16.wgsl, which halves the traffic of workgroup memory, too.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

const STEP = 8u;

// Both [STEP][16] vec4: 64 channels, and 64 pixels.
var<workgroup> weight_tile: array<Vec4, STEP * 16u>;
var<workgroup> patch_tile: array<Vec4, STEP * 16u>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let pixels = p.batch * p.out_height * p.out_width;
  let pixel_tiles = (pixels + 63u) / 64u;
  let tile = workgroup_index(group);
  let channel_tile = tile / pixel_tiles;
  let first_pixel = tile % pixel_tiles * 64u;
  let channels = p.in_channels / p.groups;
  let depth = p.kernel_height * p.kernel_width * channels;
  let channel_step = i32(p.channel_step);
  let group_base = i32(channel_tile * 64u / (p.out_channels / p.groups) * channels) * channel_step;
  let load_place = locate(first_pixel + lane % 16u * 4u, pixels);

  let row = lane / 8u;
  let column = lane % 8u;
  var a0l = vec4f(); var a0r = vec4f();
  var a1l = vec4f(); var a1r = vec4f();
  var a2l = vec4f(); var a2r = vec4f();
  var a3l = vec4f(); var a3r = vec4f();
  var a4l = vec4f(); var a4r = vec4f();
  var a5l = vec4f(); var a5r = vec4f();
  var a6l = vec4f(); var a6r = vec4f();
  var a7l = vec4f(); var a7r = vec4f();
  for (var k0 = 0u; k0 < depth; k0 += STEP) {
    for (var i = 0u; i < 2u; i++) {
      let slot = lane + i * 64u;
      let k = min(k0 + slot / 16u, depth - 1u);
      let used = k0 + slot / 16u < depth;
      let tap = tap_of(load_place, k / channels / p.kernel_width, k / channels % p.kernel_width);
      let mask = select(vec4f(0.0), vec4f(1.0), tap.inside);
      let quad = weight_quad((channel_tile * depth + k) * 16u + slot % 16u);
      weight_tile[slot] = Vec4(select(vec4f(0.0), quad, used));
      patch_tile[slot] = Vec4(load_quad(tap.at + group_base + i32(k % channels) * channel_step, mask));
    }
    workgroupBarrier();
    var s0l = load_sum(a0l); var s0r = load_sum(a0r);
    var s1l = load_sum(a1l); var s1r = load_sum(a1r);
    var s2l = load_sum(a2l); var s2r = load_sum(a2r);
    var s3l = load_sum(a3l); var s3r = load_sum(a3r);
    var s4l = load_sum(a4l); var s4r = load_sum(a4r);
    var s5l = load_sum(a5l); var s5r = load_sum(a5r);
    var s6l = load_sum(a6l); var s6r = load_sum(a6r);
    var s7l = load_sum(a7l); var s7r = load_sum(a7r);
    for (var k = 0u; k < STEP; k++) {
      let w0 = weight_tile[k * 16u + row * 2u + 0u];
      let w1 = weight_tile[k * 16u + row * 2u + 1u];
      let v0 = patch_tile[k * 16u + column];
      let v1 = patch_tile[k * 16u + column + 8u];
      s0l = fma(Vec4(w0.x), v0, s0l); s0r = fma(Vec4(w0.x), v1, s0r);
      s1l = fma(Vec4(w0.y), v0, s1l); s1r = fma(Vec4(w0.y), v1, s1r);
      s2l = fma(Vec4(w0.z), v0, s2l); s2r = fma(Vec4(w0.z), v1, s2r);
      s3l = fma(Vec4(w0.w), v0, s3l); s3r = fma(Vec4(w0.w), v1, s3r);
      s4l = fma(Vec4(w1.x), v0, s4l); s4r = fma(Vec4(w1.x), v1, s4r);
      s5l = fma(Vec4(w1.y), v0, s5l); s5r = fma(Vec4(w1.y), v1, s5r);
      s6l = fma(Vec4(w1.z), v0, s6l); s6r = fma(Vec4(w1.z), v1, s6r);
      s7l = fma(Vec4(w1.w), v0, s7l); s7r = fma(Vec4(w1.w), v1, s7r);
    }
    a0l = add_sum(a0l, s0l); a0r = add_sum(a0r, s0r);
    a1l = add_sum(a1l, s1l); a1r = add_sum(a1r, s1r);
    a2l = add_sum(a2l, s2l); a2r = add_sum(a2r, s2r);
    a3l = add_sum(a3l, s3l); a3r = add_sum(a3r, s3r);
    a4l = add_sum(a4l, s4l); a4r = add_sum(a4r, s4r);
    a5l = add_sum(a5l, s5l); a5r = add_sum(a5r, s5r);
    a6l = add_sum(a6l, s6l); a6r = add_sum(a6r, s6r);
    a7l = add_sum(a7l, s7l); a7r = add_sum(a7r, s7r);
    workgroupBarrier();
  }

  let first_channel = channel_tile * 64u + row * 8u;
  if (first_channel >= p.out_channels) { return; }
  let rows = min(8u, p.out_channels - first_channel);
  let left_pixel = first_pixel + column * 4u;
  let right_pixel = left_pixel + 32u;
  if (left_pixel >= pixels) { return; }
  let left_place = locate(left_pixel, pixels);
  var left_sums = array<vec4f, 8>(a0l, a1l, a2l, a3l, a4l, a5l, a6l, a7l);
  for (var r = 0u; r < rows; r++) { store_quad(first_channel + r, left_sums[r], left_pixel, left_place); }
  if (right_pixel >= pixels) { return; }
  let right_place = locate(right_pixel, pixels);
  var right_sums = array<vec4f, 8>(a0r, a1r, a2r, a3r, a4r, a5r, a6r, a7r);
  for (var r = 0u; r < rows; r++) { store_quad(first_channel + r, right_sums[r], right_pixel, right_place); }
}
