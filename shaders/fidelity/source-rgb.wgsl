// Reads two photos [height,width,3], bytes packed four to a word, as three channels of sums and differences.

@group(0) @binding(1) var<storage, read_write> photo: array<u32>;
@group(0) @binding(2) var<storage, read_write> reference: array<u32>;

// The distance from a pixel to its right neighbour.
const STEP = 3u;

fn place(channel: u32, row: u32, column: u32) -> u32 { return (row * p.width + column) * 3u + channel; }

fn pair(at: u32) -> vec2f {
  let shift = at % 4u * 8u;
  let x = f32((photo[at / 4u] >> shift) & 255u);
  let y = f32((reference[at / 4u] >> shift) & 255u);
  return vec2f(x + y, x - y);
}
