// Products of the channels' differences of two photos, bytes [pixels,3]: out [parts,6], for each part of 256 pixels the sums of
// RR, GG, BB, RG, RB and GB, which stay below 2^24.
//
// For software adapters, on which barriers are expensive: one invocation computes one part.

struct Params { parts: u32, words: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(16)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let part = workgroup_index(group) * 16u + lane;
  if (part >= p.parts) { return; }
  var squares = vec3i();
  var mixed = vec3i();
  for (var four = part * 64u; four < part * 64u + 64u; four++) {
    let sums = products(four);
    squares += sums.squares;
    mixed += sums.mixed;
  }
  for (var i = 0u; i < 3u; i++) {
    out[part * 6u + i] = f32(squares[i]);
    out[part * 6u + 3u + i] = f32(mixed[i]);
  }
}
