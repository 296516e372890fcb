// Loads what a 3x3 kernel without dilation reads of an input row for four consecutive output columns, at a stride of 1 or 2 along
// the width: 6 or 9 loads instead of 12. For shaders that declare STRIDE, p and x.

// What the four windows read of an input row, for each of the kernel's three columns.
struct Line { left: vec4f, middle: vec4f, right: vec4f }

// The positions in a row of the columns that the four windows read, with masks that are 0 in the padding.
struct Columns { first: vec4i, second: vec4i, last: i32, first_mask: vec4f, second_mask: vec4f, last_mask: f32 }

fn columns_from(left: i32) -> Columns {
  let first = left + vec4i(0, 1, 2, 3);
  let second = left + vec4i(4, 5, 6, 7);
  let last = left + 8;
  let width = i32(p.in_width);
  let one = vec4f(1.0);
  return Columns(
    clamp(first, vec4i(0), vec4i(width - 1)), clamp(second, vec4i(0), vec4i(width - 1)), clamp(last, 0, width - 1),
    select(vec4f(0.0), one, (first >= vec4i(0)) & (first < vec4i(width))),
    select(vec4f(0.0), one, (second >= vec4i(0)) & (second < vec4i(width))),
    select(0.0, 1.0, last >= 0 && last < width),
  );
}

fn line_at(base: i32, y: i32, columns: Columns) -> Line {
  let known = y >= 0 && y < i32(p.in_height);
  let row = base + select(0, y, known) * i32(p.in_width);
  let inside = select(0.0, 1.0, known);
  let a = row + columns.first;
  let b = row + columns.second;
  let first = vec4f(x[a.x], x[a.y], x[a.z], x[a.w]) * columns.first_mask * inside;
  if (STRIDE == 1u) {
    let next = vec2f(x[b.x], x[b.y]) * columns.second_mask.xy * inside;
    return Line(first, vec4f(first.yzw, next.x), vec4f(first.zw, next));
  }
  let second = vec4f(x[b.x], x[b.y], x[b.z], x[b.w]) * columns.second_mask * inside;
  let last = x[row + columns.last] * columns.last_mask * inside;
  return Line(
    vec4f(first.xz, second.xz),
    vec4f(first.yw, second.yw),
    vec4f(first.z, second.xz, last),
  );
}

fn weighted(line: Line, w: vec3f, sums: vec4f) -> vec4f {
  return fma(vec4f(w.x), line.left, fma(vec4f(w.y), line.middle, fma(vec4f(w.z), line.right, sums)));
}
