// Elementwise kernels, four values at a time: a quarter of the loads and stores, each with one bounds check.

alias Element = vec4f;

fn activate_element(x: Element, kind: u32) -> Element { return activate4(x, kind); }
