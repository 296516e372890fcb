// Elementwise kernels, one value at a time.

alias Element = f32;

fn activate_element(x: Element, kind: u32) -> Element { return activate(x, kind); }
