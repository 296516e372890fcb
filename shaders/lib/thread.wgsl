// The index of this invocation. Grids are folded into two dimensions (foldGrid in src/kernels/kernel.ts), so there can be more
// workgroups than requested: shaders compare the index with the number of items.

// A struct is uniform in a workgroup only if all its members are, and barriers depend on this one being uniform.
struct Workgroup {
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) grid: vec3u,
}

fn workgroup_index(group: Workgroup) -> u32 {
  return group.id.y * group.grid.x + group.id.x;
}

// For shaders with workgroups of 64.
fn thread_index(group: Workgroup, lane: u32) -> u32 {
  return workgroup_index(group) * 64u + lane;
}
