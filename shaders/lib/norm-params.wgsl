// Parameters of the kernels that normalise rows by their own mean and variance, x [rows,size]: one invocation per row
// (norm-rows.wgsl) or one workgroup per row (norm-workgroup.wgsl). `groups` consecutive rows have different gammas, and a run of
// consecutive elements shares one.

struct Params {
  rows: u32,
  size: u32,
  groups: u32,
  run: u32,
  epsilon: f32,
  activation: u32,   // see activation.wgsl
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// (gamma, beta)
@group(0) @binding(2) var<storage, read> affine: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

fn store_normalised(row: u32, i: u32, mean: f32, scale: f32) {
  let ab = affine[row % p.groups * (p.size / p.run) + i / p.run];
  let at = row * p.size + i;
  out[at] = activate(fma((x[at] - mean) * scale, ab.x, ab.y), p.activation);
}
