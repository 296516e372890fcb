/** Draws the layers' times as an SVG bar chart: one bar per layer in the order of execution, coloured by kernel. */
import type { StepTime } from '../graph/program.ts';
import { layerTimes } from './layer-times.ts';

const rowHeight = 16;
const nameWidth = 210;
const barWidth = 460;
const figureWidth = 160;
const headHeight = 46;
/** Distinguishable with red-green colour blindness: Okabe and Ito, "Color Universal Design" (2008). */
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#999999', '#b8a500'] as const;

/** An SVG document. */
export function layerChart(title: string, steps: readonly StepTime[]): string {
  const order = [...new Set(steps.map((step) => step.node))];
  const layers = [...layerTimes(steps)].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const slowest = Math.max(...layers.map((layer) => layer.milliseconds));
  const kernels = [...new Set(layerTimes(steps).map((layer) => layer.kernel))];
  const colourOf = (kernel: string) => palette[kernels.indexOf(kernel) % palette.length];
  const legendHeight = 10 + rowHeight * Math.ceil(kernels.length / 4);
  const width = nameWidth + barWidth + figureWidth;
  const height = headHeight + legendHeight + layers.length * rowHeight + 10;

  const legend = kernels.map((kernel, i) => {
    const [x, y] = [10 + (i % 4) * 195, headHeight + Math.floor(i / 4) * rowHeight];
    return `<rect x="${x}" y="${y - 9}" width="10" height="10" fill="${colourOf(kernel)}"/>${text(x + 15, y, kernel)}`;
  });
  const bars = layers.map((layer, i) => {
    const y = headHeight + legendHeight + i * rowHeight;
    const length = (layer.milliseconds / slowest) * barWidth;
    const rate = layer.milliseconds > 0 ? ` · ${(layer.flops / layer.milliseconds / 1e6).toFixed(1)} GFLOP/s` : '';
    return [
      text(nameWidth - 6, y, layer.name, 'text-anchor="end"'),
      `<rect x="${nameWidth}" y="${y - 10}" width="${length.toFixed(1)}" height="12" fill="${colourOf(layer.kernel)}"/>`,
      text(nameWidth + length + 5, y, `${layer.milliseconds.toFixed(2)} ms${rate}`, 'fill="#555"'),
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      'font-family="sans-serif" font-size="11">',
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(10, 22, title, 'font-size="15" font-weight="bold"'),
    ...legend,
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
