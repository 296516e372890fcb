// Elements four at a time: a quarter of the loads and stores, each with one check of bounds.

alias Element = vec4f;

fn activate_element(x: Element, kind: u32) -> Element { return activate4(x, kind); }
