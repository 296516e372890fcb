// Convolution with any kernel, stride, padding, dilation and groups: the fallback of the other convolution kernels.
//
// One invocation computes one output value. x [N,C,H,W], weights [O,C/groups,kh,kw], out [N,O,H',W'], row-major. Adjacent
// invocations take adjacent pixels of one channel, so they read the same weights and consecutive inputs. Every multiply-add needs
// two loads.

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let out_plane = p.out_height * p.out_width;
  if (index >= p.batch * p.out_channels * out_plane) { return; }
  let image = index / (p.out_channels * out_plane);
  let channel = index / out_plane % p.out_channels;
  let row = index % out_plane / p.out_width;
  let column = index % p.out_width;

  let group_inputs = p.in_channels / p.groups;
  let first_input = channel / (p.out_channels / p.groups) * group_inputs;
  let top = i32(row * p.stride_y) - i32(p.padding_y);
  let left = i32(column * p.stride_x) - i32(p.padding_x);

  var sum = 0.0;
  var w = channel * group_inputs * p.kernel_height * p.kernel_width;
  for (var c = 0u; c < group_inputs; c++) {
    let plane = image * p.image_step + (first_input + c) * p.channel_step;
    for (var ky = 0u; ky < p.kernel_height; ky++) {
      let y = top + i32(ky * p.dilation_y);
      for (var kx = 0u; kx < p.kernel_width; kx++) {
        let xx = left + i32(kx * p.dilation_x);
        if (y >= 0 && y < i32(p.in_height) && xx >= 0 && xx < i32(p.in_width)) {
          sum = fma(weights[w], x[plane + u32(y) * p.in_width + u32(xx)], sum);
        }
        w++;
      }
    }
  }
  sum += bias[channel];
  if (p.has_residual != 0u) { sum += residual[index]; }
  out[index] = finish(sum, channel);
}
