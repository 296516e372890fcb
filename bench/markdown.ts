/** A benchmark's result for people. */
import type { Comparison } from './compare.ts';
import type { BenchResult, LayerKernels, MeasuredPeer, ModelResult } from './result.ts';

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
  const head = ['network', 'batch', 'warm median', 'p95', 'per second', 'GFLOP/s', 'of peak'];
  const rows = models.map(({ model, batch, warm, perSecond, effectiveGflops, shareOfPeak }) => [
    ...[model, `${batch}`, time(warm.medianMs), time(warm.p95Ms), perSecond.toFixed(2)],
    ...[effectiveGflops.toFixed(1), percent(shareOfPeak)],
  ]);
  const coldHead = ['network', 'batch', 'cold start', 'load', 'compile', 'first run', 'process', 'arena', 'weights'];
  const coldRows = models.map(({ model, batch, coldStartMs: cold, memory }) => [
    ...[model, `${batch}`, time(cold.total), time(cold.load), time(cold.compile), time(cold.firstRun)],
    ...[memory.rssBytes, memory.arenaBytes, memory.weightBytes].map(megabytes),
  ]);
  return ['', ...table(head, rows), '', ...table(coldHead, coldRows)];
}

/** How batches and networks compare with one another. */
function relations(models: readonly ModelResult[]): readonly string[] {
  const one = models.find(({ model, batch }) => model === 'hyperiqa' && batch === 1);
  const face = models.find(({ model, batch }) => model === 'face' && batch === 1);
  const costs = models
    .filter(({ model, batch }) => model === one?.model && batch > 1)
    .map(({ batch, warm }) => `- ${batch} crops cost ${times(warm.medianMs / (one?.warm.medianMs ?? 0))} times one.`);
  const perFlop =
    one === undefined || face === undefined
      ? []
      : [
          `- An operation of the face detector takes ${times(one.effectiveGflops / face.effectiveGflops)} times one of HyperIQA.`,
        ];
  return costs.length + perFlop.length > 0 ? ['', ...costs, ...perFlop] : [];
}

function peerSection({ models, peers }: BenchResult): readonly string[] {
  if (peers.length === 0) return [];
  const measured = peers.filter((peer): peer is MeasuredPeer => !('absent' in peer));
  const rows = measured.flatMap((peer) => {
    const ours = models.find(({ model, batch }) => model === peer.model && batch === peer.batch);
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
  const rows = layers.map(({ model, batch, layer, count, flops, kernels }) => [
    ...[`${model}, batch ${batch}`, layer, `${count}`, (flops / 1e6).toFixed(1)],
    kernels
      .map(({ kernel, gflops, medianMs }) => `${kernel} ${gflops.toFixed(1)} (${medianMs.toFixed(2)} ms)`)
      .join(', '),
  ]);
  const head = ['network', 'convolution', 'layers', 'MFLOP', 'GFLOP/s by kernel, the fastest first'];
  return ['', '## Convolutions by kernel', '', ...table(head, rows)];
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
