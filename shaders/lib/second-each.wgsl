// A second operand with one element for each element of the first.

@group(0) @binding(2) var<storage, read_write> b: array<Element>;

fn second(at: i32) -> Element { return b[at]; }
