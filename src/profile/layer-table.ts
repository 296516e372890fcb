/** Formats a profile as text for a terminal: every layer, then every kernel, slowest first. */
import type { StepTime } from '../graph/program.ts';
import { kernelTimes, layerTimes, totalOf } from './layer-times.ts';
import { gbpsOf, gflopsOf, type Peak, shareOfRoofline, type Work } from './roofline.ts';
import { textTable } from './text-table.ts';

const figureHeads = ['ms', 'of all', 'GFLOP/s', 'GB/s', 'roofline'] as const;

/** Lines without colour or line ends. `peak` is the basis of the roofline column. */
export function layerTable(title: string, steps: readonly StepTime[], peak: Peak): readonly string[] {
  const layers = layerTimes(steps);
  const total = totalOf(layers);
  const figures = (work: Work): readonly string[] => [
    work.milliseconds.toFixed(3),
    percent(work.milliseconds / total.milliseconds),
    gflopsOf(work).toFixed(1),
    gbpsOf(work).toFixed(1),
    percent(shareOfRoofline(work, peak)),
  ];
  const layerRows = layers.map((layer) => [layer.name, layer.kernel, ...figures(layer)]);
  const kernelRows = kernelTimes(layers).map((kernel) => [kernel.name, `${kernel.layers}`, ...figures(kernel)]);
  return [
    `${title}: ${total.milliseconds.toFixed(2)} ms in ${steps.length} dispatches, ${gflopsOf(total).toFixed(1)} GFLOP/s; ` +
      `the adapter's peak: ${peak.gflops.toFixed(1)} GFLOP/s, ${peak.gbps.toFixed(1)} GB/s`,
    '',
    ...textTable(['layer', 'kernel', ...figureHeads], layerRows, 2),
    '',
    ...textTable(['kernel', 'layers', ...figureHeads], kernelRows, 1),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
