/** Makes the table of all networks in docs/PERFORMANCE.md. */
import { type BenchResult, type MeasuredPeer, type ModelResult, nameOf } from './result.ts';

const head = [
  ...['network, batch', 'a run', 'GFLOP/s', 'of peak'],
  ...['times ours: onnxruntime WebGPU', 'onnxruntime CPU', 'results differ by'],
  ...['cold start', 'times ours', 'memory', 'times ours'],
];

/** Lines of Markdown: one for each network and batch in float32, and the reasons why some were not measured elsewhere. */
export function modelTable({ adapter, peak, models, peers }: BenchResult): readonly string[] {
  const rows = models.filter(({ precision }) => precision === 'f32').map((model) => rowOf(model, peers));
  const slower = models.flatMap((model) => slowerKinds(model, peers));
  const absent = peers.flatMap((peer) => ('absent' in peer ? [`${peer.model}: ${peer.absent.split('\n', 1)[0]}`] : []));
  return [
    `${adapter.name}; measured peak ${peak.gflops.toFixed(0)} GFLOP/s, which fell by up to ${Math.round(100 * peak.drift)} % between measurements.`,
    '',
    ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
    ...(slower.length > 0
      ? ['', 'Kinds of layers that take longer than in onnxruntime WebGPU, by timed dispatches:', '']
      : []),
    ...slower,
    ...(absent.length > 0 ? ['', ...[...new Set(absent)].map((line) => `- ${line}`)] : []),
  ];
}

function rowOf(ours: ModelResult, peers: BenchResult['peers']): readonly string[] {
  const { warm, effectiveGflops, shareOfPeak, coldStartMs, memory } = ours;
  const [webgpu, cpu] = [measuredPeer(ours, peers, 'WebGPU'), measuredPeer(ours, peers, 'CPU')];
  return [
    ...[nameOf(ours), time(warm.medianMs), effectiveGflops.toFixed(1), shareOfPeak.toFixed(2)],
    ...[times(webgpu?.ratio.warm), times(cpu?.ratio.warm), difference(webgpu, cpu)],
    ...[time(coldStartMs.total), times(webgpu?.ratio.coldStart)],
    ...[`${(memory.rssBytes / 1e6).toFixed(0)} MB`, times(webgpu?.ratio.rss)],
  ];
}

/** Such as `- wadiqam-nr, batch 1: pooling 0.30 ms, there 0.10 ms`. */
function slowerKinds(ours: ModelResult, peers: BenchResult['peers']): readonly string[] {
  const theirs = measuredPeer(ours, peers, 'WebGPU')?.kindMs ?? {};
  const slower = Object.entries(ours.kindMs).filter(([kind, ms]) => ms > (theirs[kind] ?? Infinity));
  if (ours.precision !== 'f32' || slower.length === 0) return [];
  const words = slower.map(([kind, ms]) => `${kind} ${time(ms)}, there ${time(theirs[kind])}`);
  return [`- ${nameOf(ours)}: ${words.join('; ')}`];
}

function measuredPeer(ours: ModelResult, peers: BenchResult['peers'], word: string): MeasuredPeer | undefined {
  return peers.find((peer): peer is MeasuredPeer => {
    return !('absent' in peer) && peer.model === ours.model && peer.batch === ours.batch && peer.peer.endsWith(word);
  });
}

/** The larger of the differences, relative to the largest result. */
function difference(...peers: readonly (MeasuredPeer | undefined)[]): string {
  const found = peers.flatMap((peer) => (peer === undefined ? [] : [peer.scoreDifference]));
  return found.length === 0 ? '-' : Math.max(...found).toExponential(0);
}

const time = (ms: number): string =>
  ms < 999.5 ? `${Number(ms.toPrecision(3))} ms` : `${(ms / 1000).toPrecision(3)} s`;
const times = (ratio: number | undefined): string => (ratio === undefined ? '-' : `${Number(ratio.toPrecision(2))}`);
