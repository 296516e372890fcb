// Measures the adapter's peak rate of multiply-adds: chains of fused multiply-adds without memory accesses.
//
// One invocation runs 8 independent chains, which hides the latency of each; an iteration of the loop holds 4 links of every
// chain, so that the loop itself costs little. The host prepends `alias Lane`, the width of a chain: f32, vec2f or vec4f, since
// some adapters fill their arithmetic units from one invocation's vectors, others from the scalars of many invocations. The
// chains' values stay near 1, where multiply-adds have their usual speed, and all of them enter the result, so that none is
// optimised away.

struct Params { rounds: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> out: array<Lane>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let add = Lane(f32(id.x) * 1e-12);
  let factor = Lane(1.0) - add;
  var a = Lane(1.0);
  var b = Lane(1.1);
  var c = Lane(1.2);
  var d = Lane(1.3);
  var e = Lane(1.4);
  var f = Lane(1.5);
  var g = Lane(1.6);
  var h = Lane(1.7);
  for (var round = 0u; round < p.rounds; round++) {
    a = fma(a, factor, add); b = fma(b, factor, add); c = fma(c, factor, add); d = fma(d, factor, add);
    e = fma(e, factor, add); f = fma(f, factor, add); g = fma(g, factor, add); h = fma(h, factor, add);
    a = fma(a, factor, add); b = fma(b, factor, add); c = fma(c, factor, add); d = fma(d, factor, add);
    e = fma(e, factor, add); f = fma(f, factor, add); g = fma(g, factor, add); h = fma(h, factor, add);
    a = fma(a, factor, add); b = fma(b, factor, add); c = fma(c, factor, add); d = fma(d, factor, add);
    e = fma(e, factor, add); f = fma(f, factor, add); g = fma(g, factor, add); h = fma(h, factor, add);
    a = fma(a, factor, add); b = fma(b, factor, add); c = fma(c, factor, add); d = fma(d, factor, add);
    e = fma(e, factor, add); f = fma(f, factor, add); g = fma(g, factor, add); h = fma(h, factor, add);
  }
  out[id.x] = ((a + b) + (c + d)) + ((e + f) + (g + h));
}
