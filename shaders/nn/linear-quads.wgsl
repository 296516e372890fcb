// Fully connected layer, as linear.wgsl, for a number of outputs that is a multiple of four.
//
// One invocation computes four outputs of one row of x, so that four weights are one load, and a value of x serves four products.
// x [N,I]; weights [I][O/4], bias [O/4], residual and out [N,O/4] are vec4. The sums have the bits of linear.wgsl. Workgroups are
// small, since layers of some hundred outputs must keep several processors busy.

struct Params { batch: u32, inputs: u32, outputs: u32, activation: u32, has_residual: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> residual: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4f>;

const BLOCK = 128u;

@compute @workgroup_size(32)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let quads = p.outputs / 4u;
  let index = workgroup_index(group) * 32u + lane;
  if (index >= p.batch * quads) { return; }
  let row = index / quads * p.inputs;
  let output = index % quads;
  var sum = vec4f();
  for (var first = 0u; first < p.inputs; first += BLOCK) {
    var part = vec4f();
    for (var i = first; i < min(first + BLOCK, p.inputs); i++) {
      part = fma(vec4f(x[row + i]), weights[i * quads + output], part);
    }
    sum += part;
  }
  sum += bias[output];
  if (p.has_residual != 0u) { sum += residual[index]; }
  out[index] = activate4(sum, p.activation);
}
