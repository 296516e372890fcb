// Winograd F(2x2,3x3), last of three steps: transforms products into tiles of 2x2 output values, A^T m A, and applies the
// epilogue.
//
// One invocation computes one tile of one channel: M [16][rows][tiles] -> out [N,O,H',W']. Adjacent invocations take adjacent
// tiles, so that their 16 loads are consecutive. A^T is from Lavin and Gray (2016).

@group(0) @binding(0) var<uniform> p: WinogradParams;
@group(0) @binding(1) var<storage, read_write> m: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> residual: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

// As in lib/conv-columns.wgsl.
override HAS_RESIDUAL: bool;

// A^T times a column of four.
fn transform(s: vec4f) -> vec2f {
  return vec2f(s.x + s.y + s.z, s.y - s.z - s.w);
}

fn row_of(at: u32, step: u32) -> vec2f {
  return transform(vec4f(m[at], m[at + step], m[at + 2u * step], m[at + 3u * step]));
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let tiles = p.batch * p.tiles_y * p.tiles_x;
  if (index >= p.out_channels * tiles) { return; }
  let channel = index / tiles;
  let tile = index % tiles;
  let image = tile / (p.tiles_y * p.tiles_x);
  let top = tile / p.tiles_x % p.tiles_y * 2u;
  let left = tile % p.tiles_x * 2u;

  let step = p.out_rows * p.tile_step;
  let place = channel * p.tile_step + tile;
  let r0 = row_of(place, step);
  let r1 = row_of(place + 4u * step, step);
  let r2 = row_of(place + 8u * step, step);
  let r3 = row_of(place + 12u * step, step);
  let first = ((image * p.out_channels + channel) * p.out_height + top) * p.out_width + left;
  let right = left + 1u < p.out_width;
  let lower = top + 1u < p.out_height;
  let c0 = transform(vec4f(r0.x, r1.x, r2.x, r3.x)) + bias[channel];
  let c1 = transform(vec4f(r0.y, r1.y, r2.y, r3.y)) + bias[channel];
  store_value(first, channel, c0.x);
  if (right) { store_value(first + 1u, channel, c1.x); }
  if (lower) { store_value(first + p.out_width, channel, c0.y); }
  if (right && lower) { store_value(first + p.out_width + 1u, channel, c1.y); }
}

fn store_value(at: u32, channel: u32, sum: f32) {
  var result = sum;
  if (HAS_RESIDUAL) { result += residual[at]; }
  out[at] = finish(result, channel);
}
