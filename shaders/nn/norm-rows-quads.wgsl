// Normalises rows by their own mean and variance, as norm-rows.wgsl, but four elements at a time: on a CPU a load of four values
// shares one bounds check.
//
// One invocation normalises one row, in three passes over it. The elements of a quad share one gamma or have four consecutive
// ones.

struct Params {
  rows: u32,
  size: u32,
  groups: u32,
  run: u32,
  epsilon: f32,
  activation: u32,   // see activation.wgsl
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<vec4f>;
// (gamma, beta)
@group(0) @binding(2) var<storage, read> affine: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f>;

// In quads. Summed in blocks, so that rounding errors grow little with the row's length.
const BLOCK = 16u;

fn total(sums: vec4f) -> f32 { return (sums.x + sums.y) + (sums.z + sums.w); }

@compute @workgroup_size(8)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup_index(group) * 8u + lane;
  if (row >= p.rows) { return; }
  let quads = p.size / 4u;
  let first = row * quads;
  var sums = vec4f();
  for (var k = 0u; k < quads; k += BLOCK) {
    var sum = vec4f();
    for (var i = k; i < min(k + BLOCK, quads); i++) { sum += x[first + i]; }
    sums += sum;
  }
  let mean = total(sums) / f32(p.size);
  var squares = vec4f();
  for (var k = 0u; k < quads; k += BLOCK) {
    var sum = vec4f();
    for (var i = k; i < min(k + BLOCK, quads); i++) {
      let apart = x[first + i] - mean;
      sum = fma(apart, apart, sum);
    }
    squares += sum;
  }
  let scale = 1.0 / sqrt(total(squares) / f32(p.size) + p.epsilon);
  // Channel by channel, since a software adapter divides lane by lane.
  let run = max(p.run / 4u, 1u);
  var channel = row % p.groups * (p.size / p.run);
  for (var k = 0u; k < quads; k += run) {
    let a = affine[channel];
    var gamma = vec4f(a.x);
    var beta = vec4f(a.y);
    if (p.run == 1u) {
      let b = affine[channel + 1u];
      let c = affine[channel + 2u];
      let d = affine[channel + 3u];
      gamma = vec4f(a.x, b.x, c.x, d.x);
      beta = vec4f(a.y, b.y, c.y, d.y);
    }
    channel += select(1u, 4u, p.run == 1u);
    for (var i = first + k; i < first + k + run; i++) {
      out[i] = activate4(fma((x[i] - mean) * scale, gamma, beta), p.activation);
    }
  }
}
