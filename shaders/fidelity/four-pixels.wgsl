// Products of the channels' differences over four pixels of two photos, bytes packed four to a word. For shaders whose parameters
// `p` have a field `words`, the length of each photo. All arithmetic is in integers.

@group(0) @binding(1) var<storage, read_write> photo: array<u32>;
@group(0) @binding(2) var<storage, read_write> reference: array<u32>;

// The sums of RR, GG, BB and of RG, RB, GB.
struct Products { squares: vec3i, mixed: vec3i }

fn bytes(word: u32) -> vec4i { return vec4i((vec4u(word) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u)); }

// Words past the end count as equal.
fn difference(word: u32) -> vec4i {
  if (word >= p.words) { return vec4i(); }
  return bytes(photo[word]) - bytes(reference[word]);
}

fn products(four: u32) -> Products {
  let a = difference(3u * four);
  let b = difference(3u * four + 1u);
  let c = difference(3u * four + 2u);
  let red = vec4i(a.x, a.w, b.z, c.y);
  let green = vec4i(a.y, b.x, b.w, c.z);
  let blue = vec4i(a.z, b.y, c.x, c.w);
  return Products(vec3i(dot(red, red), dot(green, green), dot(blue, blue)),
                  vec3i(dot(red, green), dot(red, blue), dot(green, blue)));
}
