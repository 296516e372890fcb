// Products of the channels' differences of two photos, bytes [pixels,3]: out [parts,6], for each part of 256 pixels the sums of
// RR, GG, BB, RG, RB and GB, which stay below 2^24.
//
// For GPUs. One workgroup computes one part: each invocation reads four pixels, adjacent to its neighbours', then a tree
// reduction in workgroup memory leaves one sum.

struct Params { parts: u32, words: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

var<workgroup> sums: array<Products, 64>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let part = workgroup_index(group);
  sums[lane] = products(part * 64u + lane);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      sums[lane].squares += sums[lane + half].squares;
      sums[lane].mixed += sums[lane + half].mixed;
    }
  }
  workgroupBarrier();
  if (lane >= 3u || part >= p.parts) { return; }
  out[part * 6u + lane] = f32(sums[0].squares[lane]);
  out[part * 6u + 3u + lane] = f32(sums[0].mixed[lane]);
}
