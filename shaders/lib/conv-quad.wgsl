// Four consecutive output pixels of a convolution, numbered through the whole batch: where they are read and written. For kernels
// that hold a vec4 of pixels per output channel; they declare p, x, bias, residual and out.

// False where the layer has no padding, so that every tap of every pixel lies inside the input.
override PADDED: bool = true;

struct Quad {
  image: vec4u,
  // Position within the output plane.
  within: vec4u,
  // The first tap's position in the input; padding can put it outside.
  top: vec4i,
  left: vec4i,
  // The index in x of that position in channel 0.
  base: vec4i,
}

// Pixels past the last repeat it: their loads stay in range, and their results are not stored.
fn locate(pixel: u32, pixels: u32) -> Quad {
  let plane = p.out_height * p.out_width;
  let quad = min(pixel + vec4u(0u, 1u, 2u, 3u), vec4u(pixels - 1u));
  let image = quad / plane;
  let within = quad - image * plane;
  let row = within / p.out_width;
  let column = within - row * p.out_width;
  let top = vec4i(row * p.stride_y) - i32(p.padding_y);
  let left = vec4i(column * p.stride_x) - i32(p.padding_x);
  let first = vec4i(image * p.image_step);
  return Quad(image, within, top, left, first + top * i32(p.in_width) + left);
}

struct Tap {
  inside: vec4<bool>,
  // The index in x of channel 0; an arbitrary valid index where the tap lies in the padding.
  at: vec4i,
}

fn tap_of(quad: Quad, ky: u32, kx: u32) -> Tap {
  let dy = i32(ky * p.dilation_y);
  let dx = i32(kx * p.dilation_x);
  if (!PADDED) { return Tap(vec4<bool>(true), quad.base + dy * i32(p.in_width) + dx); }
  let row = quad.top + dy;
  let column = quad.left + dx;
  let inside = (row >= vec4i(0)) & (row < vec4i(i32(p.in_height)))
    & (column >= vec4i(0)) & (column < vec4i(i32(p.in_width)));
  return Tap(inside, select(vec4i(0), quad.base + dy * i32(p.in_width) + dx, inside));
}

// Loads the quad's values of one channel.
fn load_quad(at: vec4i, mask: vec4f) -> vec4f {
  let values = vec4f(x[at.x], x[at.y], x[at.z], x[at.w]);
  if (!PADDED) { return values; }
  return values * mask;
}

fn places_in_output(channel: u32, quad: Quad) -> vec4u {
  let plane = p.out_height * p.out_width;
  return (quad.image * p.out_channels + channel) * plane + quad.within;
}

// Stores those of the quad's pixels that exist.
fn put_quad(at: vec4u, values: vec4f, pixel: u32) {
  let left = p.batch * p.out_height * p.out_width - pixel;
  out[at.x] = values.x;
  if (left > 1u) { out[at.y] = values.y; }
  if (left > 2u) { out[at.z] = values.z; }
  if (left > 3u) { out[at.w] = values.w; }
}

// Adds bias and residual, applies the activation, and stores.
fn store_quad(channel: u32, sums: vec4f, pixel: u32, quad: Quad) {
  let at = places_in_output(channel, quad);
  var result = sums + bias[channel];
  if (p.has_residual != 0u) {
    result += vec4f(residual[at.x], residual[at.y], residual[at.z], residual[at.w]);
  }
  put_quad(at, finish4(result, channel), pixel);
}
