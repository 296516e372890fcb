// The maximum or average over windows of each channel.
//
// One invocation computes four consecutive columns of a row of [N,C,H',W'], so that a step of the loops over the window serves four
// windows: on a CPU the loops cost as much as the loads. The average divides by the window's area within the padded input (PyTorch's
// count_include_pad) or within the input; padding never wins a maximum. Windows overlap little, so caches are enough and workgroup
// memory is not used.

struct Params {
  planes: u32, in_height: u32, in_width: u32, out_height: u32, out_width: u32,
  kernel_y: u32, kernel_x: u32, stride_y: u32, stride_x: u32,
  padding_top: u32, padding_left: u32, padding_bottom: u32, padding_right: u32, average: u32, count_padding: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

const LOWEST = vec4f(-3.4028234e38);

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let quads = (p.out_width + 3u) / 4u;
  if (index >= p.planes * p.out_height * quads) { return; }
  let out_row = index / quads;
  let channel = out_row / p.out_height;
  let first_column = (index - out_row * quads) * 4u;
  let plane = channel * p.in_height * p.in_width;
  let top = i32((out_row - channel * p.out_height) * p.stride_y) - i32(p.padding_top);
  let left = vec4i((first_column + vec4u(0u, 1u, 2u, 3u)) * p.stride_x) - i32(p.padding_left);

  let y0 = u32(max(top, 0));
  let y1 = u32(min(top + i32(p.kernel_y), i32(p.in_height)));
  let last = vec4i(i32(p.in_width) - 1);
  var best = LOWEST;
  var sum = vec4f();
  for (var y = y0; y < y1; y++) {
    let row = plane + y * p.in_width;
    for (var k = 0u; k < p.kernel_x; k++) {
      let column = left + i32(k);
      let inside = (column >= vec4i(0)) & (column <= last);
      let at = row + vec4u(clamp(column, vec4i(0), last));
      let values = vec4f(x[at.x], x[at.y], x[at.z], x[at.w]);
      best = max(best, select(LOWEST, values, inside));
      sum += select(vec4f(), values, inside);
    }
  }
  var results = best;
  if (p.average != 0u) {
    var height = i32(y1 - y0);
    var width = min(left + i32(p.kernel_x), last + 1) - max(left, vec4i(0));
    if (p.count_padding != 0u) {
      height = min(top + i32(p.kernel_y), i32(p.in_height + p.padding_bottom)) - top;
      width = min(left + i32(p.kernel_x), vec4i(i32(p.in_width + p.padding_right))) - left;
    }
    results = sum / vec4f(height * width);
  }
  let first = out_row * p.out_width + first_column;
  for (var i = 0u; i < min(4u, p.out_width - first_column); i++) { out[first + i] = results[i]; }
}
