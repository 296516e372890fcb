/** The tensors of a HyperIQA of any widths. */
import { hyperIqaGraph } from '../src/models/hyperiqa/network.ts';
import { authorsWidths, type HyperIqaWidths } from '../src/models/hyperiqa/widths.ts';
import { layoutOf, type TensorSpec } from '../src/models/layout.ts';

/** The parts of the shapes from which the network reads its widths. */
function shapesOf({ stem, stages, heads, hyper, target }: HyperIqaWidths): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map([['res.conv1.weight', [stem]]]);
  stages.forEach(({ blocks, width }, i) => {
    for (let block = 0; block < blocks; block++) shapes.set(`res.layer${i + 1}.${block}.conv1.weight`, [width]);
  });
  heads.forEach(({ reducedTo, outputs }, i) => {
    if (reducedTo !== undefined) shapes.set(`res.lda${i + 1}_pool.0.weight`, [reducedTo]);
    shapes.set(`res.lda${i + 1}_fc.weight`, [outputs]);
  });
  for (const [i, channels] of hyper.entries()) shapes.set(`conv1.${2 * i}.weight`, [channels]);
  for (const [i, width] of target.slice(1).entries()) shapes.set(`fc${i + 1}b_fc.weight`, [width]);
  return shapes;
}

export function hyperIqaLayout(widths: HyperIqaWidths = authorsWidths): readonly TensorSpec[] {
  const shapes = shapesOf(widths);
  return layoutOf(
    (weights) => hyperIqaGraph(weights, 1),
    (name) => shapes.get(name),
  );
}
