// Winograd F(2x2,3x3), first of three steps: transforms patches of 4x4 input values, V = B^T d B.
//
// One invocation transforms one patch of one channel: x [N,C,H,W] -> V [16][C][tiles], with tiles numbered through the whole
// batch, row-major within an image, and their number rounded up to whole vec4. Patches overlap by two, and padding reads as zero.
// Adjacent invocations take adjacent tiles, so that their 16 stores are consecutive. B^T is from Lavin and Gray, "Fast Algorithms
// for Convolutional Neural Networks" (2016).

@group(0) @binding(0) var<uniform> p: WinogradParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> v: array<f32>;

// B^T times a column of four.
fn transform(s: vec4f) -> vec4f {
  return vec4f(s.x - s.z, s.y + s.z, s.z - s.y, s.y - s.w);
}

fn value(plane: u32, y: i32, column: i32) -> f32 {
  let inside = y >= 0 && y < i32(p.in_height) && column >= 0 && column < i32(p.in_width);
  return select(0.0, x[select(0u, plane + u32(y * i32(p.in_width) + column), inside)], inside);
}

fn column_of(plane: u32, top: i32, column: i32) -> vec4f {
  return transform(vec4f(value(plane, top, column), value(plane, top + 1, column), value(plane, top + 2, column),
                         value(plane, top + 3, column)));
}

fn store_row(at: u32, step: u32, r: vec4f) {
  v[at] = r.x;
  v[at + step] = r.y;
  v[at + 2u * step] = r.z;
  v[at + 3u * step] = r.w;
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let tiles = p.batch * p.tiles_y * p.tiles_x;
  if (index >= p.in_channels * tiles) { return; }
  let channel = index / tiles;
  let tile = index % tiles;
  let image = tile / (p.tiles_y * p.tiles_x);
  let top = i32(tile / p.tiles_x % p.tiles_y * 2u) - i32(p.padding_y);
  let left = i32(tile % p.tiles_x * 2u) - i32(p.padding_x);
  let plane = (image * p.in_channels + channel) * p.in_height * p.in_width;

  let c0 = column_of(plane, top, left);
  let c1 = column_of(plane, top, left + 1);
  let c2 = column_of(plane, top, left + 2);
  let c3 = column_of(plane, top, left + 3);
  let step = p.in_channels * p.tile_step;
  let place = channel * p.tile_step + tile;
  store_row(place, step, transform(vec4f(c0.x, c1.x, c2.x, c3.x)));
  store_row(place + 4u * step, step, transform(vec4f(c0.y, c1.y, c2.y, c3.y)));
  store_row(place + 8u * step, step, transform(vec4f(c0.z, c1.z, c2.z, c3.z)));
  store_row(place + 12u * step, step, transform(vec4f(c0.w, c1.w, c2.w, c3.w)));
}
