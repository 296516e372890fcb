// Fully connected layer with few outputs and long sums, the first of two steps: parts of every sum, x [rows][inputs], W -> parts
// [parts][rows][outputs].
//
// One invocation sums one part of one output. Weights are packed [I][O] as for linear.wgsl, which uses one invocation per output:
// too few to fill a GPU where a layer has hundreds of outputs, each a sum of thousands of terms. Terms are summed in blocks
// first, so that rounding errors grow little with their number.

struct Params { count: u32, inputs: u32, outputs: u32, parts: u32, terms: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> parts: array<f32>;

const BLOCK = 128u;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count * p.parts) { return; }
  let row = index % p.count / p.outputs * p.inputs;
  let output = index % p.outputs;
  let begin = index / p.count * p.terms;
  let end = min(begin + p.terms, p.inputs);
  var sum = 0.0;
  for (var first = begin; first < end; first += BLOCK) {
    var part = 0.0;
    for (var i = first; i < min(first + BLOCK, end); i++) {
      part = fma(weights[i * p.outputs + output], x[row + i], part);
    }
    sum += part;
  }
  parts[index] = sum;
}
