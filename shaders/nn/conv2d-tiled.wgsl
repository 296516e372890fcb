// Convolution as an implicit matrix product through workgroup memory: the variant for GPUs. Groups of a multiple of 32
// output channels.
//
// The product is weights [O, K] x patches [K, pixels], K = taps * C/groups, pixels numbered through the whole batch. A
// workgroup of 8x8 invocations makes a tile of 32 channels x 32 pixels in steps of 16 along K; an invocation makes 4x4
// of it, one vec4 of pixels per channel. Weights are packed [O/32][K][32], K running over taps and then channels.
//
// Per step each invocation loads two vec4 of weights and eight patch values (always of the same pixel, so the pixel's
// coordinates are computed once), and does 256 multiply-adds from 32 vec4 of workgroup memory. Small tiles keep enough
// workgroups in flight for the 14x14 and 7x7 layers of one photo. The patch matrix is never stored.
//
// With `splits` above 1, a workgroup sums one part of K and stores it as it is, [splits][N,O,H',W'];
// conv2d-reduce.wgsl adds the parts up. That is for layers with too few tiles to fill a GPU and much to sum.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// Binding 2, the weights: lib/weight-quads-f32.wgsl or weight-quads-f16.wgsl. What is multiplied and summed up:
// lib/arithmetic-f32.wgsl or arithmetic-f16.wgsl, which halves the traffic of workgroup memory, too.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

const TILE = 32u;
const STEP = 16u;

var<workgroup> weight_tile: array<Vec4, STEP * TILE / 4u>;
var<workgroup> patch_tile: array<Scalar, STEP * TILE>;

fn store(channel: u32, pixel: u32, split: u32, sums: vec4f) {
  if (channel >= p.out_channels || split >= p.splits) { return; }
  let plane = p.out_height * p.out_width;
  for (var i = 0u; i < 4u; i++) {
    let at_pixel = pixel + i;
    if (at_pixel >= p.batch * plane) { return; }
    let at = (at_pixel / plane * p.out_channels + channel) * plane + at_pixel % plane;
    if (p.splits > 1u) {
      out[split * p.batch * p.out_channels * plane + at] = sums[i];
      continue;
    }
    var value = sums[i] + bias[channel];
    if (p.has_residual != 0u) { value += residual[at]; }
    out[at] = finish(value, channel);
  }
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let out_plane = p.out_height * p.out_width;
  let pixels = p.batch * out_plane;
  let pixel_tiles = (pixels + TILE - 1u) / TILE;
  let channel_tiles = (p.out_channels + TILE - 1u) / TILE;
  let index = workgroup_index(group);
  let split = index / (pixel_tiles * channel_tiles);
  let tile = index % (pixel_tiles * channel_tiles);
  let channel_tile = tile / pixel_tiles;
  let first_pixel = tile % pixel_tiles * TILE;
  let channels = p.in_channels / p.groups;
  let depth = p.kernel_height * p.kernel_width * channels;
  let part = (depth + p.splits * STEP - 1u) / (p.splits * STEP) * STEP;
  let end = min(depth, (split + 1u) * part);

  let my_pixel = min(first_pixel + lane % TILE, pixels - 1u);
  let image = my_pixel / out_plane;
  let top = i32(my_pixel % out_plane / p.out_width * p.stride_y) - i32(p.padding_y);
  let left = i32(my_pixel % p.out_width * p.stride_x) - i32(p.padding_x);
  let group_channel = channel_tile * TILE / (p.out_channels / p.groups) * channels;
  let base = image * p.image_step + group_channel * p.channel_step;

  let row = lane / 8u;
  let column = lane % 8u;
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  for (var k0 = split * part; k0 < end; k0 += STEP) {
    for (var i = 0u; i < 2u; i++) {
      let slot = lane + i * 64u;
      let k = k0 + slot / 8u;
      let quad = weight_quad((channel_tile * depth + min(k, depth - 1u)) * 8u + slot % 8u);
      weight_tile[slot] = Vec4(select(vec4f(0.0), quad, k < end));
    }
    for (var i = 0u; i < 8u; i++) {
      let k = k0 + lane / TILE + i * 2u;
      let tap = k / channels;
      let y = top + i32(tap / p.kernel_width * p.dilation_y);
      let xx = left + i32(tap % p.kernel_width * p.dilation_x);
      var value = 0.0;
      if (k < end && y >= 0 && y < i32(p.in_height) && xx >= 0 && xx < i32(p.in_width)) {
        value = x[base + k % channels * p.channel_step + u32(y) * p.in_width + u32(xx)];
      }
      patch_tile[(lane / TILE + i * 2u) * TILE + lane % TILE] = Scalar(value);
    }
    workgroupBarrier();
    var s0 = load_sum(a0); var s1 = load_sum(a1); var s2 = load_sum(a2); var s3 = load_sum(a3);
    for (var k = 0u; k < STEP; k++) {
      let w = weight_tile[k * 8u + row];
      let at = k * TILE + column * 4u;
      let v = Vec4(patch_tile[at], patch_tile[at + 1u], patch_tile[at + 2u], patch_tile[at + 3u]);
      s0 = fma(Vec4(w.x), v, s0);
      s1 = fma(Vec4(w.y), v, s1);
      s2 = fma(Vec4(w.z), v, s2);
      s3 = fma(Vec4(w.w), v, s3);
    }
    a0 = add_sum(a0, s0); a1 = add_sum(a1, s1); a2 = add_sum(a2, s2); a3 = add_sum(a3, s3);
    workgroupBarrier();
  }

  let channel = channel_tile * TILE + row * 4u;
  let pixel = first_pixel + column * 4u;
  store(channel, pixel, split, a0);
  store(channel + 1u, pixel, split, a1);
  store(channel + 2u, pixel, split, a2);
  store(channel + 3u, pixel, split, a3);
}
