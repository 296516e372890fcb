// Crops one photo and normalises the crops: photo [H,W,3], bytes packed four to a word -> out [N,3,side,side].
//
// One invocation computes the three values of a pixel: it extracts each byte from the photo's words and looks up its normalised
// value in a table [3,256], which holds exactly what the CPU would compute. A CPU divides lane by lane, so the pixel is found once
// for its three channels. The photo is uploaded once as bytes, a tenth of the size of ten float32 crops, and overlapping crops read
// it from the cache.

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
  if (index >= p.batch * plane) { return; }
  let crop = index / plane;
  let within = index - crop * plane;
  let row = within / p.side;
  let corner = vec2u(corners[crop]);
  let first = ((corner.x + row) * p.photo_width + corner.y + within - row * p.side) * 3u;
  for (var channel = 0u; channel < 3u; channel++) {
    let at = first + channel;
    let byte = (photo[at / 4u] >> (at % 4u * 8u)) & 255u;
    out[(crop * 3u + channel) * plane + within] = table[channel * 256u + byte];
  }
}
