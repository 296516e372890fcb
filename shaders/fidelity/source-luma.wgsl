// Reads two photos [height,width,3], bytes packed four to a word, as one channel: sum and difference of their luma, which is
// BT.601 rounded to an integer level, computed in integers.

@group(0) @binding(1) var<storage, read_write> photo: array<u32>;
@group(0) @binding(2) var<storage, read_write> reference: array<u32>;

// The distance from a pixel to its right neighbour.
const STEP = 3u;

fn place(channel: u32, row: u32, column: u32) -> u32 { return (row * p.width + column) * 3u; }

fn luma(rgb: vec3u) -> f32 { return f32((dot(rgb, vec3u(299u, 587u, 114u)) + 500u) / 1000u); }

fn pair(at: u32) -> vec2f {
  let words = vec3u(at, at + 1u, at + 2u) / 4u;
  let shifts = vec3u(at, at + 1u, at + 2u) % 4u * 8u;
  let x = luma((vec3u(photo[words.x], photo[words.y], photo[words.z]) >> shifts) & vec3u(255u));
  let y = luma((vec3u(reference[words.x], reference[words.y], reference[words.z]) >> shifts) & vec3u(255u));
  return vec2f(x + y, x - y);
}
