/** Compares two benchmark results figure by figure. */
import { HyperIqaError } from '../src/errors.ts';
import { type BenchResult, type ModelResult, nameOf } from './result.ts';

export interface Comparison {
  /** `hyperiqa, batch 1` or `adapter`. */
  readonly subject: string;
  readonly figure: string;
  readonly earlier: number;
  readonly now: number;
  /** now / earlier */
  readonly ratio: number;
}

const modelFigures: Readonly<Record<string, (result: ModelResult) => number>> = {
  'cold start, load ms': (result) => result.coldStartMs.load,
  'cold start, compile ms': (result) => result.coldStartMs.compile,
  'cold start, first run ms': (result) => result.coldStartMs.firstRun,
  'cold start, total ms': (result) => result.coldStartMs.total,
  'warm median ms': (result) => result.warm.medianMs,
  'warm p95 ms': (result) => result.warm.p95Ms,
  'per second': (result) => result.perSecond,
  'effective GFLOP/s': (result) => result.effectiveGflops,
  'share of peak': (result) => result.shareOfPeak,
  'peak memory bytes': (result) => result.memory.rssBytes,
  'arena bytes': (result) => result.memory.arenaBytes,
  'weight bytes': (result) => result.memory.weightBytes,
};

/** The figures that both results have. */
export function compareResults(earlier: BenchResult, now: BenchResult): readonly Comparison[] {
  const comparisons = [
    compared('adapter', 'peak GFLOP/s', earlier.peak.gflops, now.peak.gflops),
    compared('adapter', 'bandwidth GB/s', earlier.peak.gbps, now.peak.gbps),
  ];
  for (const result of now.models) {
    const subject = nameOf(result);
    // Old results, from before precision could be chosen, do not state it.
    const before = earlier.models.find(
      (model) => nameOf({ ...model, precision: model.precision ?? 'f32' }) === subject,
    );
    if (before === undefined) continue;
    for (const [figure, of] of Object.entries(modelFigures)) {
      comparisons.push(compared(subject, figure, of(before), of(result)));
    }
  }
  return comparisons;
}

function compared(subject: string, figure: string, earlier: number, now: number): Comparison {
  return { subject, figure, earlier, now, ratio: now / earlier };
}

/** @throws HyperIqaError FORMAT when the text is not a result of this benchmark. */
export function parseResult(text: string, file: string): BenchResult {
  let result: Partial<BenchResult> | null = null;
  try {
    result = JSON.parse(text) as Partial<BenchResult> | null;
  } catch {
    // Text that is not JSON is reported below.
  }
  if (typeof result?.peak?.gflops !== 'number' || !Array.isArray(result.models)) {
    throw new HyperIqaError('FORMAT', `${file}: is not what npm run bench -- --json writes.`);
  }
  return result as BenchResult;
}
