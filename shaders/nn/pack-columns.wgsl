// Packs a right operand in the order in which product-subgroup.wgsl reads it: [matrices][rows][quads] vec4, four columns of one
// row; zeros after the last column.
//
// One invocation packs RUN rows of one quad, which share the divisions that compute its position.

const RUN = 8u;

struct Params { count: u32, rows: u32, columns: u32, row_step: u32, column_step: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> packed: array<vec4f>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  if (index >= p.count) { return; }
  let quads = (p.columns + 3u) / 4u;
  let runs = (p.rows + RUN - 1u) / RUN;
  let quad = index % quads;
  let column = quad * 4u + vec4u(0u, 1u, 2u, 3u);
  let first_row = index / quads % runs * RUN;
  let matrix = index / (quads * runs);
  let start = matrix * p.rows * p.columns + min(column, vec4u(p.columns - 1u)) * p.column_step;
  for (var row = first_row; row < min(first_row + RUN, p.rows); row++) {
    let at = start + row * p.row_step;
    let values = vec4f(x[at.x], x[at.y], x[at.z], x[at.w]);
    packed[(matrix * p.rows + row) * quads + quad] = select(vec4f(0.0), values, column < vec4u(p.columns));
  }
}
