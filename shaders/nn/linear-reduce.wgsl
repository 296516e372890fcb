// The second step of a fully connected layer whose sums were split: parts [parts][rows][outputs] -> out [rows][outputs].
//
// One invocation sums one output, always in the same order, so that results do not vary from run to run.

struct Params { count: u32, outputs: u32, parts: u32, activation: u32, has_residual: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> parts: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> residual: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  var sum = bias[index % p.outputs];
  for (var part = 0u; part < p.parts; part++) { sum += parts[part * p.count + index]; }
  if (p.has_residual != 0u) { sum += residual[index]; }
  out[index] = activate(sum, p.activation);
}
