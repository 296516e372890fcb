// Fully connected layer: out[n,o] = activation(sum over i of W[o,i] * x[n,i] + b[o]).
//
// One invocation computes one Element of outputs (one or four): four weights are then one load, and a value of x serves four
// products. Weights are packed [I][O], so that adjacent invocations, which compute adjacent outputs of one row of x, read adjacent
// weights and the same x. Every weight is read once per row: for layers with few rows, which are bound by memory. Terms are summed
// in blocks first, so that rounding errors grow little with their number.

// `outputs` counts Elements.
struct Params { batch: u32, inputs: u32, outputs: u32, activation: u32, has_residual: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<Element>;
@group(0) @binding(3) var<storage, read> bias: array<Element>;
@group(0) @binding(4) var<storage, read_write> residual: array<Element>;
@group(0) @binding(5) var<storage, read_write> out: array<Element>;

const BLOCK = 128u;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.batch * p.outputs) { return; }
  let row = index / p.outputs * p.inputs;
  let output = index % p.outputs;
  var sum = Element();
  for (var first = 0u; first < p.inputs; first += BLOCK) {
    var part = Element();
    for (var i = first; i < min(first + BLOCK, p.inputs); i++) {
      part = fma(weights[i * p.outputs + output], Element(x[row + i]), part);
    }
    sum += part;
  }
  sum += bias[output];
  if (p.has_residual != 0u) { sum += residual[index]; }
  out[index] = activate_element(sum, p.activation);
}
