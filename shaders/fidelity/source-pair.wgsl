// Reads planes of sums and differences, [channels,height,width,2].

@group(0) @binding(1) var<storage, read_write> pairs: array<vec2f>;

// The distance from a pixel to its right neighbour.
const STEP = 1u;

fn place(channel: u32, row: u32, column: u32) -> u32 { return (channel * p.height + row) * p.width + column; }

fn pair(at: u32) -> vec2f { return pairs[at]; }
