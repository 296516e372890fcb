// Reduces the terms of each output to one number: their sum, the sum of squares about a mean, the largest or the smallest.
//
// One invocation reduces one part of one output's terms, every `parts`-th of them; the parts, [outputs][parts], are reduced in
// the same way by another dispatch. Adjacent invocations take adjacent parts where the terms are contiguous, otherwise adjacent
// outputs, so that their loads are consecutive. Terms are summed in blocks of 64 first, so that rounding errors grow little with
// their number.

override OUTPUT_RANK: u32;
override TERM_RANK: u32;

struct Params {
  outputs: u32,
  terms: u32,
  parts: u32,
  parts_inside: u32,   // 1: adjacent invocations take adjacent parts
  applied: u32,        // 0 sum, 1 largest, 2 smallest, 3 sum of squares about the mean
  root: u32,           // 1: takes the root of the result
  factor: f32,         // of the sum
  unused: u32,
  output_sizes: Sizes,
  output_steps: Steps,
  term_sizes: Sizes,
  term_steps: Steps,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
// The mean of each output, where squares are summed.
@group(0) @binding(2) var<storage, read_write> means: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

const BLOCK = 64u;

fn together(a: f32, b: f32) -> f32 {
  switch p.applied {
    case 1u: { return max(a, b); }
    case 2u: { return min(a, b); }
    default: { return a + b; }
  }
}

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.outputs * p.parts) { return; }
  var output = index % p.outputs;
  var part = index / p.outputs;
  if (p.parts_inside != 0u) {
    output = index / p.parts;
    part = index % p.parts;
  }
  let start = walked(output, OUTPUT_RANK, p.output_sizes, p.output_steps);
  let neutral = select(0.0, x[start], p.applied == 1u || p.applied == 2u);
  var mean = 0.0;
  if (p.applied == 3u) { mean = means[output]; }
  var total = neutral;
  for (var first = part; first < p.terms; first += BLOCK * p.parts) {
    var sum = neutral;
    let end = min(p.terms, first + BLOCK * p.parts);
    for (var term = first; term < end; term += p.parts) {
      let value = x[start + walked(term, TERM_RANK, p.term_sizes, p.term_steps)];
      if (p.applied == 3u) { sum = fma(value - mean, value - mean, sum); } else { sum = together(sum, value); }
    }
    total = together(total, sum);
  }
  total *= p.factor;
  if (p.root != 0u) { total = sqrt(total); }
  out[output * p.parts + part] = total;
}
