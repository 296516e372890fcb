// A second operand of which neighbouring elements of the first share one.

@group(0) @binding(2) var<storage, read_write> b: array<f32>;

fn second(at: i32) -> Element { return Element(b[at]); }
