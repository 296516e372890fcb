// Crops one photo and normalises the crops: photo [H,W,3], bytes packed four to a word -> out [N,3,side,side].
//
// One invocation computes one value: it extracts a byte from the photo's words and looks up its normalised value in a table
// [3,256], which holds exactly what the CPU would compute. The photo is uploaded once as bytes, a tenth of the size of ten
// float32 crops, and overlapping crops read it from the cache.

struct Params { batch: u32, side: u32, photo_width: u32 }

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> photo: array<u32>;
@group(0) @binding(2) var<storage, read_write> corners: array<vec2f>;
@group(0) @binding(3) var<storage, read> table: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(group: Workgroup, @builtin(local_invocation_index) lane: u32) {
  let index = thread_index(group, lane);
  let plane = p.side * p.side;
  if (index >= p.batch * 3u * plane) { return; }
  let channel = index / plane % 3u;
  let corner = vec2u(corners[index / (plane * 3u)]);
  let row = corner.x + index % plane / p.side;
  let column = corner.y + index % p.side;
  let at = (row * p.photo_width + column) * 3u + channel;
  let byte = (photo[at / 4u] >> (at % 4u * 8u)) & 255u;
  out[index] = table[channel * 256u + byte];
}
