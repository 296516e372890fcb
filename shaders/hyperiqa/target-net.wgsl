// HyperIQA's whole target network for one image: four layers with a sigmoid, 224-112-56-28-14 in HyperIQA, and a last one
// without, which gives the score. All weights are activations that the hypernetwork computed for this image.
//
// One workgroup of 64 invocations computes one image. Values between layers stay in workgroup memory; an invocation computes
// every 64th output of a layer and reads along that output's row of weights. No weight is used twice, so there is nothing to tile
// for; the gain is that five layers take one dispatch, without global memory between them. matrices [N,...] and vectors [N,...]
// as in src/graph/operators/hyperiqa/target-net.ts.

struct Params {
  matrices: u32,   // values per image in `matrices`
  vectors: u32,    // values per image in `vectors`
  widths: array<vec4u, 2>,   // size of the input, then of each layer's output
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> matrices: array<f32>;
@group(0) @binding(3) var<storage, read_write> vectors: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

// Two buffers that consecutive layers use alternately.
var<workgroup> values: array<array<f32, 256>, 2>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_index(group);
  var inputs = p.widths[0].x;
  for (var i = lane; i < inputs; i += 64u) { values[0][i] = x[image * inputs + i]; }
  workgroupBarrier();

  var matrix = image * p.matrices;
  var vector = image * p.vectors;
  for (var layer = 1u; layer < 5u; layer++) {
    let outputs = p.widths[layer / 4u][layer % 4u];
    let before = (layer - 1u) % 2u;
    for (var o = lane; o < outputs; o += 64u) {
      var sum = vectors[vector + o];
      for (var i = 0u; i < inputs; i++) { sum = fma(matrices[matrix + o * inputs + i], values[before][i], sum); }
      values[layer % 2u][o] = activate(sum, SIGMOID);
    }
    workgroupBarrier();
    matrix += inputs * outputs;
    vector += outputs;
    inputs = outputs;
  }

  if (lane == 0u) {
    var sum = vectors[vector + inputs];
    for (var i = 0u; i < inputs; i++) { sum = fma(vectors[vector + i], values[0][i], sum); }
    out[image] = sum;
  }
}
