// Winograd F(4x4,3x3), last of three steps: transforms products into tiles of 4x4 output values, A^T m A, and applies the
// epilogue.
//
// One invocation computes one tile of one channel: M [36][rows][tiles] -> out [N,O,H',W']. Adjacent invocations take adjacent
// tiles, so that their 36 loads are consecutive. A^T is from Lavin and Gray (2016).

@group(0) @binding(0) var<uniform> p: WinogradParams;
@group(0) @binding(1) var<storage, read_write> m: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> residual: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

// The columns of A^T: powers of the points 0, +-1 and +-2, and infinity.
const COLUMNS = array<vec4f, 6>(
  vec4f(1.0, 0.0, 0.0, 0.0), vec4f(1.0), vec4f(1.0, -1.0, 1.0, -1.0),
  vec4f(1.0, 2.0, 4.0, 8.0), vec4f(1.0, -2.0, 4.0, -8.0), vec4f(0.0, 0.0, 0.0, 1.0),
);

// A^T times a column of six values.
fn transform(a: f32, b: f32, c: f32, d: f32, e: f32, f: f32) -> vec4f {
  let sum1 = b + c;
  let difference1 = b - c;
  let sum2 = d + e;
  let difference2 = d - e;
  return vec4f(a + sum1 + sum2, difference1 + 2.0 * difference2, sum1 + 4.0 * sum2, difference1 + 8.0 * difference2 + f);
}

fn row_of(at: u32, step: u32) -> vec4f {
  return transform(m[at], m[at + step], m[at + 2u * step], m[at + 3u * step], m[at + 4u * step], m[at + 5u * step]);
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let tiles = p.batch * p.tiles_y * p.tiles_x;
  if (index >= p.out_channels * tiles) { return; }
  let channel = index / tiles;
  let tile = index % tiles;
  let image = tile / (p.tiles_y * p.tiles_x);
  let top = tile / p.tiles_x % p.tiles_y * 4u;
  let left = tile % p.tiles_x * 4u;

  let step = p.out_rows * p.tile_step;
  let place = channel * p.tile_step + tile;
  var row0 = vec4f(bias[channel]);
  var row1 = row0;
  var row2 = row0;
  var row3 = row0;
  for (var k = 0u; k < p.patch_edge; k++) {
    let values = row_of(place + k * p.patch_edge * step, step);
    let column = COLUMNS[k];
    row0 = fma(vec4f(column.x), values, row0);
    row1 = fma(vec4f(column.y), values, row1);
    row2 = fma(vec4f(column.z), values, row2);
    row3 = fma(vec4f(column.w), values, row3);
  }
  let rows = array<vec4f, 4>(row0, row1, row2, row3);
  let plane = image * p.out_channels + channel;
  // Bounds that are unknown at compile time keep the loop rolled.
  let end = min(top + 4u, p.out_height);
  for (var y = top; y < end; y++) { store_columns(plane, y, left, rows[y - top]); }
}
