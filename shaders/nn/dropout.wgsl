// Repeats every row of x with different elements set to 0: x [rows][channels] -> out [rows][repeats][channels].
//
// One invocation writes all repeats of one element, so that x is read once and adjacent invocations write adjacent values. The
// masks are a hash of the seed and the position among one row's repeats: stateless, and the same on every adapter.

struct Params { count: u32, channels: u32, repeats: u32, start: u32, limit: u32, scale: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let channel = index % p.channels;
  let first = index / p.channels * p.repeats * p.channels + channel;
  let kept = x[index] * bitcast<f32>(p.scale);
  for (var t = 0u; t < p.repeats; t++) {
    let is_kept = hash_index(p.start, t * p.channels + channel) >> 8u < p.limit;
    out[first + t * p.channels] = select(0.0, kept, is_kept);
  }
}
