// Winograd F(4x4,3x3), first of three steps: patches of 6x6 input values become V = B^T d B.
//
// One invocation transforms one patch of one channel: x [N,C,H,W] -> V [36][C][tiles], tiles numbered through the whole
// batch, row-major within an image. Patches overlap by two and padding reads as zero. Neighbouring invocations take
// neighbouring tiles, so that their 36 stores are consecutive. The transform works in 36 named values: an indexed array
// would live in memory on software adapters. B^T as in Lavin and Gray, "Fast Algorithms for Convolutional Neural
// Networks" (2016), points 0, +-1, +-2.

@group(0) @binding(0) var<uniform> p: WinogradParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> v: array<f32>;

struct Six { a: f32, b: f32, c: f32, d: f32, e: f32, f: f32 }

// B^T times a column of six.
fn transform(s: Six) -> Six {
  let p0 = s.e - 4.0 * s.c;
  let p1 = s.d - 4.0 * s.b;
  let q0 = s.e - s.c;
  let q1 = 2.0 * (s.d - s.b);
  return Six(4.0 * s.a - 5.0 * s.c + s.e, p0 + p1, p0 - p1, q0 + q1, q0 - q1, 4.0 * s.b - 5.0 * s.d + s.f);
}

fn value(plane: u32, y: i32, column: i32) -> f32 {
  let inside = y >= 0 && y < i32(p.in_height) && column >= 0 && column < i32(p.in_width);
  return select(0.0, x[select(0u, plane + u32(y * i32(p.in_width) + column), inside)], inside);
}

// Column `i` of the patch, transformed.
fn column_of(plane: u32, top: i32, column: i32) -> Six {
  return transform(Six(value(plane, top, column), value(plane, top + 1, column), value(plane, top + 2, column),
                       value(plane, top + 3, column), value(plane, top + 4, column), value(plane, top + 5, column)));
}

fn store_row(at: u32, step: u32, r: Six) {
  v[at] = r.a;
  v[at + step] = r.b;
  v[at + 2u * step] = r.c;
  v[at + 3u * step] = r.d;
  v[at + 4u * step] = r.e;
  v[at + 5u * step] = r.f;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) grid: vec3u,
        @builtin(local_invocation_index) lane: u32) {
  let index = (group.y * grid.x + group.x) * 64u + lane;
  let tiles = p.batch * p.tiles_y * p.tiles_x;
  if (index >= p.in_channels * tiles) { return; }
  let channel = index / tiles;
  let tile = index % tiles;
  let image = tile / (p.tiles_y * p.tiles_x);
  let top = i32(tile / p.tiles_x % p.tiles_y * 4u) - i32(p.padding_y);
  let left = i32(tile % p.tiles_x * 4u) - i32(p.padding_x);
  let plane = (image * p.in_channels + channel) * p.in_height * p.in_width;

  let c0 = column_of(plane, top, left);
  let c1 = column_of(plane, top, left + 1);
  let c2 = column_of(plane, top, left + 2);
  let c3 = column_of(plane, top, left + 3);
  let c4 = column_of(plane, top, left + 4);
  let c5 = column_of(plane, top, left + 5);
  let step = p.in_channels * tiles;
  store_row(index, step, transform(Six(c0.a, c1.a, c2.a, c3.a, c4.a, c5.a)));
  store_row(index + 6u * step, step, transform(Six(c0.b, c1.b, c2.b, c3.b, c4.b, c5.b)));
  store_row(index + 12u * step, step, transform(Six(c0.c, c1.c, c2.c, c3.c, c4.c, c5.c)));
  store_row(index + 18u * step, step, transform(Six(c0.d, c1.d, c2.d, c3.d, c4.d, c5.d)));
  store_row(index + 24u * step, step, transform(Six(c0.e, c1.e, c2.e, c3.e, c4.e, c5.e)));
  store_row(index + 30u * step, step, transform(Six(c0.f, c1.f, c2.f, c3.f, c4.f, c5.f)));
}
