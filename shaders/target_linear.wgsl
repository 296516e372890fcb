// A layer of the target net: a fully connected layer whose weights are activations, one set per image.
// out[n,o] = activation(sum over i of W[n,o,i] * x[n,i] + b[n,o]).
//
// One invocation computes one output. No weight is used twice, so there is nothing to share.

struct Params { batch: u32, inputs: u32, outputs: u32, activation: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) grid: vec3u,
        @builtin(local_invocation_index) lane: u32) {
  let index = (group.y * grid.x + group.x) * 64u + lane;
  if (index >= p.batch * p.outputs) { return; }
  let image = index / p.outputs;
  var sum = 0.0;
  for (var i = 0u; i < p.inputs; i++) {
    sum = fma(weights[index * p.inputs + i], x[image * p.inputs + i], sum);
  }
  out[index] = activate(sum + bias[index], p.activation);
}
