// Tree reductions over the 64 invocations of a workgroup; each of them receives the result.

var<workgroup> halves: array<f32, 64>;

fn workgroup_sum(mine: f32, lane: u32) -> f32 {
  halves[lane] = mine;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { halves[lane] += halves[lane + half]; }
  }
  workgroupBarrier();
  let total = halves[0];
  workgroupBarrier();
  return total;
}

fn workgroup_max(mine: f32, lane: u32) -> f32 {
  halves[lane] = mine;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { halves[lane] = max(halves[lane], halves[lane + half]); }
  }
  workgroupBarrier();
  let largest = halves[0];
  workgroupBarrier();
  return largest;
}
