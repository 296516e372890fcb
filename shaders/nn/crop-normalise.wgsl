// Crops out of one photo, normalised: photo [H,W,3] bytes, four to a word -> out [N,3,side,side].
//
// One invocation makes one value: it finds its byte in the photo's words and looks its normalised value up in a table
// [3,256], which holds exactly what the CPU would compute. The photo goes up once as bytes, a tenth of what ten crops
// in float32 take, and overlapping crops read it from cache.

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
