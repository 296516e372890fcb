// The last step of every convolution's epilogue: the activation, or PReLU's slope for each output channel. The slopes follow the
// biases in the same buffer. For shaders that declare p and bias.

fn finish(x: f32, channel: u32) -> f32 { return finish4(vec4f(x), channel).x; }

fn finish4(x: vec4f, channel: u32) -> vec4f {
  if (OTHER_ACTIVATION != PRELU) { return activate4(x, p.activation); }
  return select(x * bias[p.out_channels + channel], x, x > vec4f(0.0));
}
