enable subgroups;

// Convolution with 3x3 kernels in small groups, of stride 1 and without dilation, for subgroups of exactly LANES lanes. A
// template: see src/kernels/template.ts.
//
// The lanes of a workgroup are the output channels of one group; each lane has VECTORS of them, LANES apart. They walk along
// LINES output rows. At each input column, a lane loads its own input channels' values in the LINES + 2 rows that these output
// rows depend on, and shuffles pass each value to all lanes. So a value is loaded once for LINES output rows, all columns of the
// kernel and all output channels. The sums of three output columns are in progress at once: `sum0` contains the terms of the
// kernel's first column, `sum1` those of two columns, `sum2` those of all three. Each lane reads its weights once and keeps them.
//
// x as in conv-params.wgsl; weights [groups][9][DEPTH][VECTORS][LANES]; out [N,O,H',W'].

const DEPTH = VECTORS * LANES;
const WEIGHTS = 9u * DEPTH * VECTORS;

@group(0) @binding(0) var<uniform> p: ConvParams;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(LANES)
fn main(group: Workgroup, @builtin(subgroup_invocation_id) lane: u32) {
  let strips = (p.out_height + LINES - 1u) / LINES;
  let index = workgroup_index(group);
  let block = index / strips;
  let image = block / p.groups;
  if (image >= p.batch) { return; }
  let first_row = index % strips * LINES;
  let channel = block % p.groups * DEPTH + lane;
  // An array, although all its indices below are constants: a software adapter would take seconds to compile so many variables.
  var w: array<f32, WEIGHTS>;
  for (var i = 0u; i < WEIGHTS; i++) { w[i] = weights[(block % p.groups * WEIGHTS + i) * LANES + lane]; }

  #each vector
  let base$vector = i32(image * p.image_step + (channel + $vectoru * LANES) * p.channel_step);
  let bias$vector = bias[channel + $vectoru * LANES];
  #end vector
  #each row
  let y$row = i32(first_row + $rowu) - i32(p.padding_y);
  let known$row = y$row >= 0 && y$row < i32(p.in_height);
  let row$row = select(0, y$row, known$row) * i32(p.in_width);
  #end row
  #each line
  #each vector
  var sum1_$line_$vector = bias$vector;
  var sum2_$line_$vector = bias$vector;
  #end vector
  #end line
  for (var step = 0u; step < p.out_width + 2u; step++) {
    let column = i32(step) - i32(p.padding_x);
    let inside = column >= 0 && column < i32(p.in_width);
    let place = select(0, column, inside);
    #each row
    #each vector
    let x$row_$vector = select(0.0, x[base$vector + row$row + place], inside && known$row);
    #end vector
    #end row
    #each line
    #each vector
    var sum0_$line_$vector = bias$vector;
    #end vector
    #end line
    #each tap
    #each input
    {
      let value = subgroupShuffle(x$row_$part, $laneu);
      #each vector
      sum0_$line_$vector = fma(w[((3u * $kyu + 0u) * DEPTH + $inputu) * VECTORS + $vectoru], value, sum0_$line_$vector);
      sum1_$line_$vector = fma(w[((3u * $kyu + 1u) * DEPTH + $inputu) * VECTORS + $vectoru], value, sum1_$line_$vector);
      sum2_$line_$vector = fma(w[((3u * $kyu + 2u) * DEPTH + $inputu) * VECTORS + $vectoru], value, sum2_$line_$vector);
      #end vector
    }
    #end input
    #end tap
    if (step >= 2u) {
      #each line
      #each vector
      store_value(image, channel + $vectoru * LANES, first_row + $lineu, step - 2u, sum2_$line_$vector);
      #end vector
      #end line
    }
    #each line
    #each vector
    sum2_$line_$vector = sum1_$line_$vector;
    sum1_$line_$vector = sum0_$line_$vector;
    #end vector
    #end line
  }
}

fn store_value(image: u32, channel: u32, row: u32, column: u32, sum: f32) {
  if (row >= p.out_height) { return; }
  let at = ((image * p.out_channels + channel) * p.out_height + row) * p.out_width + column;
  var result = sum;
  if (p.has_residual != 0u) { result += residual[at]; }
  out[at] = finish(result, channel);
}
