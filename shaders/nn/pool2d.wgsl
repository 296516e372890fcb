// The maximum or average over windows of each channel.
//
// One invocation computes one value of [N,C,H',W']. The average divides by the window's area within the padded input (PyTorch's
// count_include_pad) or within the input; padding never wins a maximum. Windows overlap little, so caches are enough and
// workgroup memory is not used.

struct Params {
  planes: u32, in_height: u32, in_width: u32, out_height: u32, out_width: u32,
  kernel_y: u32, kernel_x: u32, stride_y: u32, stride_x: u32,
  padding_top: u32, padding_left: u32, padding_bottom: u32, padding_right: u32, average: u32, count_padding: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let out_plane = p.out_height * p.out_width;
  if (index >= p.planes * out_plane) { return; }
  let plane = index / out_plane * p.in_height * p.in_width;
  let top = i32(index % out_plane / p.out_width * p.stride_y) - i32(p.padding_top);
  let left = i32(index % p.out_width * p.stride_x) - i32(p.padding_left);

  let y0 = u32(max(top, 0));
  let y1 = u32(min(top + i32(p.kernel_y), i32(p.in_height)));
  let x0 = u32(max(left, 0));
  let x1 = u32(min(left + i32(p.kernel_x), i32(p.in_width)));
  var best = -3.4028234e38;
  var sum = 0.0;
  for (var y = y0; y < y1; y++) {
    for (var column = x0; column < x1; column++) {
      let value = x[plane + y * p.in_width + column];
      best = max(best, value);
      sum += value;
    }
  }
  if (p.average == 0u) { out[index] = best; return; }
  if (p.count_padding == 0u) { out[index] = sum / f32((y1 - y0) * (x1 - x0)); return; }
  let bottom = min(top + i32(p.kernel_y), i32(p.in_height + p.padding_bottom));
  let right = min(left + i32(p.kernel_x), i32(p.in_width + p.padding_right));
  out[index] = sum / f32((bottom - top) * (right - left));
}
