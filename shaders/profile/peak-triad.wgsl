// Measures the adapter's memory bandwidth: out = a + scale * b over buffers larger than its caches (McCalpin's STREAM triad).
//
// One invocation computes 4 adjacent values.

struct Params { scale: f32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f>;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  out[id.x] = a[id.x] + p.scale * b[id.x];
}
