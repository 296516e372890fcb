// Which invocation this is. Grids are folded into two dimensions (foldGrid in src/kernels/kernel.ts), so that they can
// hold more workgroups than are asked for: shaders compare the index with the number of things to do.

// Uniform in a workgroup, which a struct is only if all its members are: barriers depend on it.
struct Workgroup {
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) grid: vec3u,
}

fn workgroup_index(group: Workgroup) -> u32 {
  return group.id.y * group.grid.x + group.id.x;
}

// Of shaders with workgroups of 64.
fn thread_index(group: Workgroup, lane: u32) -> u32 {
  return workgroup_index(group) * 64u + lane;
}
