// A second operand of which one value serves a whole Element of the first.

@group(0) @binding(2) var<storage, read_write> b: array<f32>;

fn second(at: i32) -> Element { return Element(b[at]); }
