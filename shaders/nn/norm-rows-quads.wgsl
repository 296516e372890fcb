// Normalises rows by their own mean and variance, as norm-rows.wgsl, but four elements at a time: on a CPU a load of four values
// shares one bounds check.
//
// One invocation normalises one row, in two passes over it. The elements of a quad share one gamma or have four consecutive ones.
//
// The first pass finds mean and variance in blocks, from the distances of a block's values from its first one. Because that value
// belongs to the block, its own distance from the mean is part of the sum of squares, so subtracting the mean afterwards costs at
// most a factor of BLOCK + 1 in precision, whatever the values are. Blocks are combined as in Chan, Golub and LeVeque, "Updating
// Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979).

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

// In quads.
const BLOCK = 16u;

fn total(sums: vec4f) -> f32 { return (sums.x + sums.y) + (sums.z + sums.w); }

@compute @workgroup_size(8)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup_index(group) * 8u + lane;
  if (row >= p.rows) { return; }
  let quads = p.size / 4u;
  let first = row * quads;
  // Separately for the first, second, third and fourth elements of the quads; `squares` of the distances from the means.
  var means = vec4f();
  var squares = vec4f();
  for (var k = 0u; k < quads; k += BLOCK) {
    let count = min(BLOCK, quads - k);
    let start = x[first + k];
    var sum = vec4f();
    var square = vec4f();
    for (var i = k + 1u; i < k + count; i++) {
      let apart = x[first + i] - start;
      sum += apart;
      square = fma(apart, apart, square);
    }
    let shift = sum / f32(count);
    let moved = start + shift - means;
    let share = f32(count) / f32(k + count);
    means += moved * share;
    squares += square - sum * shift + moved * moved * (f32(k) * share);
  }
  let mean = total(means) / 4.0;
  let apart = means - mean;
  let variance = (total(squares) / f32(quads) + dot(apart, apart)) / 4.0;
  let scale = 1.0 / sqrt(variance + p.epsilon);
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
