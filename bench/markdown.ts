/** Formats a benchmark's result as Markdown. */
import type { Comparison } from './compare.ts';
import {
  type BenchResult,
  type KernelResult,
  type LayerKernels,
  type MeasuredPeer,
  type ModelResult,
  nameOf,
} from './result.ts';
import { largestDifference } from './statistics.ts';

export function resultMarkdown(result: BenchResult): string {
  const { adapter, peak, models, peers, kernels, version, commit } = result;
  const lines = [
    `# ${adapter.name}`,
    '',
    `${adapter.driver || adapter.vendor} (${adapter.kind}), version ${version}${commit === null ? '' : `, commit ${commit.slice(0, 10)}`}. ` +
      `Measured peak: ${peak.gflops.toFixed(1)} GFLOP/s of multiply-adds, ${peak.gbps.toFixed(1)} GB/s of memory; ` +
      `between measurements the peak fell by up to ${percent(peak.drift)}.`,
    ...modelSection(models),
    ...relations(models),
    ...peerSection(result),
    ...kernelSection(kernels),
  ];
  if (peers.some((peer) => !('absent' in peer)))
    lines.push('', 'Ratios are theirs over ours: above 1, ours is faster or smaller.');
  return `${lines.join('\n')}\n`;
}

function modelSection(models: readonly ModelResult[]): readonly string[] {
  if (models.length === 0) return [];
  const head = ['network', 'warm median', 'p95', 'per second', 'GFLOP/s', 'of peak'];
  const rows = models.map((model) => [
    ...[nameOf(model), time(model.warm.medianMs), time(model.warm.p95Ms), model.perSecond.toFixed(2)],
    ...[model.effectiveGflops.toFixed(1), percent(model.shareOfPeak)],
  ]);
  const coldHead = ['network', 'cold start', 'load', 'compile', 'first run', 'process', 'arena', 'weights'];
  const coldRows = models.map(({ coldStartMs: cold, memory, ...model }) => [
    ...[nameOf(model), time(cold.total), time(cold.load), time(cold.compile), time(cold.firstRun)],
    ...[memory.rssBytes, memory.arenaBytes, memory.weightBytes].map(megabytes),
  ]);
  return ['', ...table(head, rows), '', ...table(coldHead, coldRows)];
}

/** Comparisons of batches, networks and precisions. */
function relations(models: readonly ModelResult[]): readonly string[] {
  const single = models.filter(({ precision }) => precision === 'f32');
  const ones = single.filter(({ batch }) => batch === 1);
  const costs = single.flatMap(({ model, batch, warm }) => {
    const one = ones.find((candidate) => candidate.model === model);
    if (batch === 1 || one === undefined) return [];
    return [`- ${model}: a batch of ${batch} costs ${times(warm.medianMs / one.warm.medianMs)} times one.`];
  });
  const [first, ...others] = ones;
  const perFlop = others.map(({ model, effectiveGflops }) => {
    return `- An operation of ${model} takes ${times(first.effectiveGflops / effectiveGflops)} times one of ${first.model}.`;
  });
  const halves = models.flatMap((half) => {
    const same = single.find(({ model, batch }) => model === half.model && batch === half.batch);
    if (half.precision === 'f32' || same === undefined) return [];
    const difference = largestDifference(half.check, same.check).toExponential(1);
    const share = times(half.warm.medianMs / same.warm.medianMs);
    return [`- ${nameOf(half)} takes ${share} times f32's time; results differ by ${difference} of the largest.`];
  });
  const lines = [...costs, ...perFlop, ...halves];
  return lines.length > 0 ? ['', ...lines] : [];
}

function peerSection({ models, peers }: BenchResult): readonly string[] {
  if (peers.length === 0) return [];
  const measured = peers.filter((peer): peer is MeasuredPeer => !('absent' in peer));
  const rows = measured.flatMap((peer) => {
    const ours = models.find(
      ({ model, batch, precision }) => model === peer.model && batch === peer.batch && precision === 'f32',
    );
    if (ours === undefined) return [];
    const subject = [`${peer.model}, batch ${peer.batch}`, peer.peer];
    const { ratio, coldStartMs, warm, memory } = peer;
    return [
      [...subject, 'warm median', time(ours.warm.medianMs), time(warm.medianMs), times(ratio.warm)],
      [...subject, 'cold start', time(ours.coldStartMs.total), time(coldStartMs.total), times(ratio.coldStart)],
      [...subject, 'peak memory', megabytes(ours.memory.rssBytes), megabytes(memory.rssBytes), times(ratio.rss)],
    ];
  });
  const agreement = measured.map(
    ({ peer, model, batch, scoreDifference }) =>
      `- ${peer}, ${model}, batch ${batch}: results differ by ${scoreDifference.toExponential(1)} of the largest.`,
  );
  const missing = peers.flatMap((peer) =>
    'absent' in peer ? [`- ${peer.peer}, ${peer.model}, batch ${peer.batch}: ${peer.absent}`] : [],
  );
  const head = ['network', 'against', 'figure', 'ours', 'theirs', 'ratio'];
  return [
    '',
    '## Other runtimes, in turn',
    '',
    ...(rows.length > 0 ? [...table(head, rows), ''] : []),
    ...agreement,
    ...missing,
  ];
}

function kernelSection(layers: readonly LayerKernels[]): readonly string[] {
  if (layers.length === 0) return [];
  const rows = layers.map((layer) => {
    const [fastest, ...slower] = layer.kernels;
    const timesSlower = slower.map(({ kernel, medianMs }) => `${kernel} ${times(medianMs / fastest.medianMs)}`);
    return [
      ...[nameOf(layer), layer.layer, `${layer.count}`, (layer.flops / 1e6).toFixed(1)],
      ...[fastest.kernel, fastest.medianMs.toFixed(2), fastest.gflops.toFixed(1)],
      `${layer.ruleOfThumb} ${times(chosen(layer).medianMs / fastest.medianMs)}`,
      timesSlower.join(', '),
    ];
  });
  const head = [
    ...['network', 'convolution', 'layers', 'MFLOP', 'fastest kernel', 'ms', 'GFLOP/s'],
    ...['by rule of thumb, and how many times slower', 'others'],
  ];
  return ['', '## Convolutions by kernel', '', ...table(head, rows), '', ...lossOf(layers), agreementOf(layers)];
}

function chosen({ kernels, ruleOfThumb }: LayerKernels): KernelResult {
  return kernels.find(({ kernel }) => kernel === ruleOfThumb) ?? kernels[0];
}

/** The time of each network's convolutions with the kernels that the order of preference chooses, and with the fastest ones. */
function lossOf(layers: readonly LayerKernels[]): readonly string[] {
  return [...new Set(layers.map(nameOf))].map((network) => {
    const own = layers.filter((layer) => nameOf(layer) === network);
    const sum = (of: (layer: LayerKernels) => KernelResult) =>
      own.reduce((total, layer) => total + layer.count * of(layer).medianMs, 0);
    const fastest = time(sum(({ kernels }) => kernels[0]));
    return `- ${network}: all convolutions ${time(sum(chosen))} by rules of thumb, ${fastest} with the fastest kernels.`;
  });
}

/** The largest difference of each kernel's results from the plainest one's, which shows whether it is correct on this adapter. */
function agreementOf(layers: readonly LayerKernels[]): string {
  const worst = new Map<string, number>();
  for (const { kernel, difference } of layers.flatMap(({ kernels }) => kernels)) {
    worst.set(kernel, Math.max(worst.get(kernel) ?? 0, difference));
  }
  const all = [...worst].map(([kernel, difference]) => `${kernel} ${difference.toExponential(1)}`);
  return `- Largest difference from conv2d-direct's results, of their largest: ${all.join(', ')}.`;
}

export function comparisonMarkdown(file: string, comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ subject, figure, earlier, now, ratio }) => [
    ...[subject, figure, plain(earlier), plain(now)],
    ratio.toFixed(3),
  ]);
  return `\n## Against ${file}\n\n${table(['subject', 'figure', 'earlier', 'now', 'now / earlier'], rows).join('\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}

const time = (ms: number): string => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const times = (ratio: number): string => `${ratio.toFixed(2)}`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const plain = (value: number): string => `${Number(value.toPrecision(4))}`;
