// The 32 bits at place `index` of the sequence with seed `start`: src/graph/counter-hash.ts in WGSL.
fn hash_index(start: u32, index: u32) -> u32 {
  var hash = start ^ (index * 0x9e3779b1u);
  hash = (hash ^ (hash >> 16u)) * 0x85ebca6bu;
  hash = (hash ^ (hash >> 13u)) * 0xc2b2ae35u;
  return hash ^ (hash >> 16u);
}
