// Which tile of a convolution's product a workgroup computes, and which part of the sum over the inputs.
//
// With `splits` above 1, a workgroup sums one part of the depth and stores it without an epilogue, [splits][N,O,H',W'];
// conv2d-reduce.wgsl adds the parts. For layers with too few tiles to fill a GPU and long sums.

fn row_count() -> u32 { return p.out_channels; }

fn group_channels() -> u32 { return p.in_channels / p.groups; }

fn depth() -> u32 { return p.kernel_height * p.kernel_width * group_channels(); }

fn tiles_with(column_tiles: u32) -> u32 { return (p.out_channels + ROWS - 1u) / ROWS * column_tiles; }

// Every part consists of whole steps, except the last one.
fn part_of(workgroup: u32, column_tiles: u32) -> Part {
  let split = workgroup / tiles_with(column_tiles);
  let places = (depth() + p.splits * STEP - 1u) / (p.splits * STEP) * STEP;
  return Part(split, workgroup % tiles_with(column_tiles), split * places, min(depth(), (split + 1u) * places));
}
