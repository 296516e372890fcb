// Sums of SSIM over parts of 128 rows and 4 columns: out [channels,part_rows,part_columns,2], the index and its
// contrast-structure term.
//
// For GPUs. One workgroup computes four adjacent parts in eight tiles of 16x16 window positions. For each tile it loads 26x26
// pixels of both photos (the tile with its margins) into workgroup memory and takes weighted sums first along the rows, then
// along the columns, so no map of moments goes through global memory. At the end a tree reduction sums what the invocations have
// accumulated.

struct Params {
  parts: u32, part_rows: u32, part_columns: u32, height: u32, width: u32, rows: u32, columns: u32, clamped: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(3) var<storage, read_write> out: array<vec2f>;

var<workgroup> pixels: array<vec2f, 676>;
var<workgroup> along_rows: array<vec4f, 416>;
var<workgroup> sums: array<vec2f, 256>;

@compute @workgroup_size(256)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = workgroup_index(group);
  let group_columns = (p.part_columns + 3u) / 4u;
  let channel = index / (p.part_rows * group_columns);
  let part_row = index / group_columns % p.part_rows;
  let left = index % group_columns * 16u;
  let origin = pair(place(channel, part_row * 128u, left));
  let taps = array<f32, 11>(TAP5, TAP4, TAP3, TAP2, TAP1, TAP0, TAP1, TAP2, TAP3, TAP4, TAP5);
  let column = lane % 16u;
  var mine = vec2f();
  for (var top = part_row * 128u; top < part_row * 128u + 128u; top += 16u) {
    for (var i = lane; i < 676u; i += 256u) {
      let row = min(top + i / 26u, p.height - 1u);
      pixels[i] = pair(place(channel, row, min(left + i % 26u, p.width - 1u))) - origin;
    }
    workgroupBarrier();
    for (var i = lane; i < 416u; i += 256u) {
      let first = i / 16u * 26u + column;
      var sum = vec4f();
      for (var k = 0u; k < 11u; k++) { sum += taps[k] * powers(pixels[first + k]); }
      along_rows[i] = sum;
    }
    workgroupBarrier();
    var moments = vec4f();
    for (var k = 0u; k < 11u; k++) { moments += taps[k] * along_rows[lane + k * 16u]; }
    let counted = top + lane / 16u < p.rows && left + column < p.columns;
    mine += select(vec2f(), similarity(moments, origin), counted);
  }
  sums[lane] = mine;
  for (var half = 128u; half >= 16u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { sums[lane] += sums[lane + half]; }
  }
  workgroupBarrier();
  let part_column = left / 4u + lane;
  let part = (channel * p.part_rows + part_row) * p.part_columns + part_column;
  if (lane >= 4u || part_column >= p.part_columns || part >= p.parts) { return; }
  let first = lane * 4u;
  out[part] = (sums[first] + sums[first + 1u]) + (sums[first + 2u] + sums[first + 3u]);
}
