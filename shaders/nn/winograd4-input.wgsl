// Winograd F(4x4,3x3), first of three steps: transforms patches of 6x6 input values, V = B^T d B.
//
// One invocation transforms one patch of one channel: x [N,C,H,W] -> V [36][C][tiles], with tiles numbered through the whole
// batch, row-major within an image, and their number rounded up to whole vec4. Patches overlap by two, and padding reads as zero.
// Adjacent invocations take adjacent tiles, so that their 36 stores are consecutive. B^T is from Lavin and Gray, "Fast Algorithms
// for Convolutional Neural Networks" (2016), with the points 0, +-1, +-2.

@group(0) @binding(0) var<uniform> p: WinogradParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> v: array<f32>;

// B^T times six values.
fn transform(a: f32, b: f32, c: f32, d: f32, e: f32, f: f32) -> array<f32, 6> {
  let p0 = e - 4.0 * c;
  let p1 = d - 4.0 * b;
  let q0 = e - c;
  let q1 = 2.0 * (d - b);
  return array<f32, 6>(4.0 * a - 5.0 * c + e, p0 + p1, p0 - p1, q0 + q1, q0 - q1, 4.0 * b - 5.0 * d + f);
}

fn value(plane: u32, y: i32, column: i32) -> f32 {
  let inside = y >= 0 && y < i32(p.in_height) && column >= 0 && column < i32(p.in_width);
  return select(0.0, x[select(0u, plane + u32(y * i32(p.in_width) + column), inside)], inside);
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let tiles = p.batch * p.tiles_y * p.tiles_x;
  if (index >= p.in_channels * tiles) { return; }
  let channel = index / tiles;
  let tile = index % tiles;
  let image = tile / (p.tiles_y * p.tiles_x);
  let top = i32(tile / p.tiles_x % p.tiles_y * 4u) - i32(p.padding_y);
  let left = i32(tile % p.tiles_x * 4u) - i32(p.padding_x);
  let plane = (image * p.in_channels + channel) * p.in_height * p.in_width;

  var columns: array<array<f32, 6>, 6>;
  for (var i = 0u; i < p.patch_edge; i++) {
    let column = left + i32(i);
    columns[i] = transform(value(plane, top, column), value(plane, top + 1, column), value(plane, top + 2, column),
                           value(plane, top + 3, column), value(plane, top + 4, column), value(plane, top + 5, column));
  }
  let step = p.in_channels * p.tile_step;
  let place = channel * p.tile_step + tile;
  for (var j = 0u; j < p.patch_edge; j++) {
    let row = transform(columns[0][j], columns[1][j], columns[2][j], columns[3][j], columns[4][j], columns[5][j]);
    let at = place + j * p.patch_edge * step;
    v[at] = row[0];
    v[at + step] = row[1];
    v[at + 2u * step] = row[2];
    v[at + 3u * step] = row[3];
    v[at + 4u * step] = row[4];
    v[at + 5u * step] = row[5];
  }
}
