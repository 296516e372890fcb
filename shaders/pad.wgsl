// Zeros around every plane: x [planes,H,W] -> out [planes,H + 2*padding,W + 2*padding].
//
// One invocation writes one value, so that a convolution with few channels need not ask at every tap whether it lies
// inside.

struct Params { planes: u32, in_height: u32, in_width: u32, padding_y: u32, padding_x: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) grid: vec3u,
        @builtin(local_invocation_index) lane: u32) {
  let index = (group.y * grid.x + group.x) * 64u + lane;
  let height = p.in_height + 2u * p.padding_y;
  let width = p.in_width + 2u * p.padding_x;
  if (index >= p.planes * height * width) { return; }
  let y = i32(index / width % height) - i32(p.padding_y);
  let column = i32(index % width) - i32(p.padding_x);
  let inside = y >= 0 && y < i32(p.in_height) && column >= 0 && column < i32(p.in_width);
  let plane = index / (width * height) * p.in_height * p.in_width;
  out[index] = select(0.0, x[select(0u, plane + u32(y * i32(p.in_width) + column), inside)], inside);
}
