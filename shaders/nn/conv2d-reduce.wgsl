// The second step of a convolution whose sum was split: parts [splits][N,O,H',W'] -> out [N,O,H',W'], with the epilogue.
//
// One invocation sums one output value, always in the same order, so that results do not vary from run to run.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> parts: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> residual: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let plane = p.out_height * p.out_width;
  let count = p.batch * p.out_channels * plane;
  if (index >= count) { return; }
  let channel = index / plane % p.out_channels;
  var sum = bias[channel];
  for (var split = 0u; split < p.splits; split++) { sum += parts[split * count + index]; }
  if (p.has_residual != 0u) { sum += residual[index]; }
  out[index] = finish(sum, channel);
}
