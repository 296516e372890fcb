// Convolution as an implicit matrix product for subgroups of exactly 8 lanes; groups of a multiple of 16 output and of
// 4 input channels.
//
// One invocation computes 16 output channels x 4 output pixels; the 8 lanes of a subgroup share the channels and differ
// in the pixels, 32 in all. Pixels are numbered through the whole batch. x [N,C,H,W]; weights packed
// [O/16][kh*kw][C/groups/4][16][4]: for 16 channels the weights of four input channels; out [N,O,H',W'].
//
// A step covers four input channels. Each lane loads the weights of two of the 16 rows, and broadcasting hands every
// row to all lanes: two loads in place of sixteen. On the processor, where a load is a gather that costs as much as
// many multiply-adds, this and the four steps per visit of an accumulator (64 of them do not fit the registers, so
// each visit is a load and a store) decide the speed. Lanes past the last pixel go along, since a broadcast wants all.

enable subgroups;

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

override WORKGROUP_SIZE: u32 = 8u;

// One row of the tile: the weights of four input channels times four pixels of each.
fn row(w: vec4f, v0: vec4f, v1: vec4f, v2: vec4f, v3: vec4f, sum: vec4f) -> vec4f {
  return fma(vec4f(w.w), v3, fma(vec4f(w.z), v2, fma(vec4f(w.y), v1, fma(vec4f(w.x), v0, sum))));
}

fn load(at: vec4i, mask: vec4f) -> vec4f {
  return vec4f(x[at.x], x[at.y], x[at.z], x[at.w]) * mask;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) grid: vec3u,
        @builtin(local_invocation_index) index: u32, @builtin(subgroup_invocation_id) lane: u32) {
  let out_plane = p.out_height * p.out_width;
  let in_plane = i32(p.in_height * p.in_width);
  let pixels = p.batch * out_plane;
  let tiles = (pixels + WORKGROUP_SIZE * 4u - 1u) / (WORKGROUP_SIZE * 4u);
  let tile = workgroup.y * grid.x + workgroup.x;
  let block = tile / tiles;
  let first_channel = block * 16u;
  let pixel = (tile % tiles * WORKGROUP_SIZE + index) * 4u;
  let quad = locate(pixel, pixels);
  let channels = p.in_channels / p.groups;
  let group_base = i32(first_channel / (p.out_channels / p.groups) * channels) * in_plane;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var a8 = vec4f(); var a9 = vec4f(); var a10 = vec4f(); var a11 = vec4f();
  var a12 = vec4f(); var a13 = vec4f(); var a14 = vec4f(); var a15 = vec4f();
  var w = block * p.kernel_height * p.kernel_width * channels * 4u + lane;
  for (var ky = 0u; ky < p.kernel_height; ky++) {
    for (var kx = 0u; kx < p.kernel_width; kx++) {
      let tap = tap_of(quad, ky, kx);
      let mask = select(vec4f(0.0), vec4f(1.0), tap.inside);
      var at = tap.at + group_base;
      for (var c = 0u; c < channels; c += 4u) {
        let v0 = load(at, mask);
        let v1 = load(at + in_plane, mask);
        let v2 = load(at + 2 * in_plane, mask);
        let v3 = load(at + 3 * in_plane, mask);
        let lo = weights[w];
        let hi = weights[w + 8u];
        a0 = row(subgroupBroadcast(lo, 0u), v0, v1, v2, v3, a0);
        a1 = row(subgroupBroadcast(lo, 1u), v0, v1, v2, v3, a1);
        a2 = row(subgroupBroadcast(lo, 2u), v0, v1, v2, v3, a2);
        a3 = row(subgroupBroadcast(lo, 3u), v0, v1, v2, v3, a3);
        a4 = row(subgroupBroadcast(lo, 4u), v0, v1, v2, v3, a4);
        a5 = row(subgroupBroadcast(lo, 5u), v0, v1, v2, v3, a5);
        a6 = row(subgroupBroadcast(lo, 6u), v0, v1, v2, v3, a6);
        a7 = row(subgroupBroadcast(lo, 7u), v0, v1, v2, v3, a7);
        a8 = row(subgroupBroadcast(hi, 0u), v0, v1, v2, v3, a8);
        a9 = row(subgroupBroadcast(hi, 1u), v0, v1, v2, v3, a9);
        a10 = row(subgroupBroadcast(hi, 2u), v0, v1, v2, v3, a10);
        a11 = row(subgroupBroadcast(hi, 3u), v0, v1, v2, v3, a11);
        a12 = row(subgroupBroadcast(hi, 4u), v0, v1, v2, v3, a12);
        a13 = row(subgroupBroadcast(hi, 5u), v0, v1, v2, v3, a13);
        a14 = row(subgroupBroadcast(hi, 6u), v0, v1, v2, v3, a14);
        a15 = row(subgroupBroadcast(hi, 7u), v0, v1, v2, v3, a15);
        at += 4 * in_plane;
        w += 16u;
      }
    }
  }

  if (pixel >= pixels) { return; }
  store_quad(first_channel, a0, pixel, quad);
  store_quad(first_channel + 1u, a1, pixel, quad);
  store_quad(first_channel + 2u, a2, pixel, quad);
  store_quad(first_channel + 3u, a3, pixel, quad);
  store_quad(first_channel + 4u, a4, pixel, quad);
  store_quad(first_channel + 5u, a5, pixel, quad);
  store_quad(first_channel + 6u, a6, pixel, quad);
  store_quad(first_channel + 7u, a7, pixel, quad);
  store_quad(first_channel + 8u, a8, pixel, quad);
  store_quad(first_channel + 9u, a9, pixel, quad);
  store_quad(first_channel + 10u, a10, pixel, quad);
  store_quad(first_channel + 11u, a11, pixel, quad);
  store_quad(first_channel + 12u, a12, pixel, quad);
  store_quad(first_channel + 13u, a13, pixel, quad);
  store_quad(first_channel + 14u, a14, pixel, quad);
  store_quad(first_channel + 15u, a15, pixel, quad);
}
