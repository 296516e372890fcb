// Moments of x [planes,height,width] and of its products with four neighbours: the counts of elements above and below 0, the sums
// of their squares, and the sum of magnitudes. Output [planes,parts,5 maps,5 moments]. A part is 16,384 successive elements; the
// first part begins at `start`, a row and column, so that a band of a photo has the same parts as the photo.
//
// One workgroup computes the five moments of one part of one map: every invocation sums 64 elements, adjacent invocations reading
// adjacent elements, then a tree reduction in workgroup memory leaves one sum. Parts are short enough for float32 to count
// exactly, and few enough for the host to sum.

struct Params { groups: u32, parts: u32, height: u32, width: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> start: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

struct Moments { counts: vec2f, squares: vec2f, magnitude: f32 }

var<workgroup> sums: array<Moments, 256>;

fn add(a: Moments, b: Moments) -> Moments {
  return Moments(a.counts + b.counts, a.squares + b.squares, a.magnitude + b.magnitude);
}

// An element of a map: 0 is the plane, 1 to 4 its products with the neighbours right, below, below right and above right.
fn element(first: u32, place: u32, map: u32) -> f32 {
  let value = x[first + place];
  if (map == 0u) { return value; }
  let row = i32(place / p.width) + select(select(1, -1, map == 4u), 0, map == 1u);
  let column = i32(place % p.width) + select(1, 0, map == 2u);
  if (row < 0 || row >= i32(p.height) || column >= i32(p.width)) { return 0.0; }
  return value * x[first + u32(row) * p.width + u32(column)];
}

@compute @workgroup_size(256)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = workgroup_index(group);
  let map = index % 5u;
  let part = index / 5u % p.parts;
  let size = p.height * p.width;
  let first = index / (5u * p.parts) * size;
  let begin = u32(start[0]) * p.width + u32(start[1]) + part * 16384u;
  let end = select(0u, min(size, begin + 16384u), index < p.groups);
  var mine = Moments();
  for (var place = begin + lane; place < end; place += 256u) {
    let value = element(first, place, map);
    let sides = vec2f(max(value, 0.0), min(value, 0.0));
    mine.counts += select(vec2f(0.0), vec2f(1.0), sides != vec2f(0.0));
    mine.squares += sides * sides;
    mine.magnitude += abs(value);
  }
  sums[lane] = mine;
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { sums[lane] = add(sums[lane], sums[lane + half]); }
  }
  if (lane > 0u || index >= p.groups) { return; }
  let total = sums[0];
  out[index * 5u] = total.counts.x;
  out[index * 5u + 1u] = total.counts.y;
  out[index * 5u + 2u] = total.squares.x;
  out[index * 5u + 3u] = total.squares.y;
  out[index * 5u + 4u] = total.magnitude;
}
