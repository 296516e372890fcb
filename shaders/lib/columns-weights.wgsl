// The right operand of a product when it consists of weights, packed as quads [depth][columns/4]; used with weight-quads-f32.wgsl or
// weight-quads-f16.wgsl.

fn columns_from(batch: u32, quad: u32) -> vec4u { return vec4u(min(quad, quad_count() - 1u)); }

fn columns_at(first: vec4u, k: u32) -> vec4f { return weight_quad(k * quad_count() + first.x); }
