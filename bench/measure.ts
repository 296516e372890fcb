/** One network at one batch size: ours alone, or in turn with other runtimes. */
import type { Peak } from '../src/profile/roofline.ts';
import { Child, type ChildSpec } from './child.ts';
import { emptyCaches } from './cold-cache.ts';
import type { Answer, Ready } from './messages.ts';
import type { ColdStart, Latency, MeasuredPeer, ModelResult } from './result.ts';
import { median, percentile } from './statistics.ts';

/** Raw figures of one runtime. */
export interface Timings {
  readonly colds: readonly ColdStart[];
  /** Milliseconds of warm runs. */
  readonly runs: readonly number[];
  readonly ready: Ready;
  readonly rssBytes: number;
  readonly steps: NonNullable<Answer['steps']>;
}

export interface Plan {
  readonly runs: number;
  readonly coldStarts: number;
  /** Whether the first runtime is profiled at the end. */
  readonly profile: boolean;
  /** Told of each step before it begins. */
  readonly say: (line: string) => void;
}

/**
 * Times all runtimes, each step of one followed by the same step of the others, so that a change of the machine's
 * speed meets all of them.
 */
export async function measureInTurn(specs: readonly ChildSpec[], plan: Plan): Promise<readonly Timings[]> {
  const colds: ColdStart[][] = specs.map(() => []);
  for (let i = 0; i < plan.coldStarts; i++) {
    for (const [index, spec] of specs.entries()) {
      plan.say(`${spec.name}: cold start ${i + 1} of ${plan.coldStarts}`);
      colds[index].push(await coldStart(spec));
    }
  }
  const children: Child[] = [];
  for (const spec of specs) children.push(await Child.start(spec));
  const runs: number[][] = specs.map(() => []);
  for (let i = 0; i < plan.runs; i++) {
    plan.say(`${specs.map((spec) => spec.name).join(', ')}: run ${i + 1} of ${plan.runs}`);
    for (const [index, child] of children.entries()) runs[index].push(await child.run());
  }
  const timings: Timings[] = [];
  for (const [index, child] of children.entries()) {
    // Before the profile, whose buffers are no part of a run.
    const steps = plan.profile && index === 0 ? await child.profile() : [];
    timings.push({
      colds: colds[index],
      runs: runs[index],
      ready: child.ready,
      rssBytes: await child.end(),
      steps,
    });
  }
  return timings;
}

async function coldStart(spec: ChildSpec): Promise<ColdStart> {
  const cold = await emptyCaches();
  try {
    const child = await Child.start({ ...spec, env: { ...spec.env, ...cold.env } });
    await child.end();
    const { load, compile, firstRun, total } = child.ready;
    return { load, compile, firstRun, total };
  } finally {
    await cold.remove();
  }
}

/** Part by part the median, so the parts need not add up to the total. */
function medianCold(colds: readonly ColdStart[]): ColdStart {
  const of = (part: keyof ColdStart) => median(colds.map((cold) => cold[part]));
  return { load: of('load'), compile: of('compile'), firstRun: of('firstRun'), total: of('total') };
}

const latencyOf = (runs: readonly number[]): Latency => ({ medianMs: median(runs), p95Ms: percentile(runs, 0.95) });

/** @param flops of one run. @param peak of the machine around these runs. */
export function modelResult(
  task: Pick<ModelResult, 'model' | 'batch'>,
  timings: Timings,
  flops: number,
  peak: Peak,
): ModelResult {
  const warm = latencyOf(timings.runs);
  const effectiveGflops = flops / warm.medianMs / 1e6;
  const { arenaBytes = 0, weightBytes = 0 } = timings.ready;
  return {
    ...task,
    coldStartMs: medianCold(timings.colds),
    warm,
    perSecond: (task.batch * 1000) / warm.medianMs,
    effectiveGflops,
    shareOfPeak: effectiveGflops / peak.gflops,
    memory: { rssBytes: timings.rssBytes, arenaBytes, weightBytes },
  };
}

export function peerResult(
  task: Pick<MeasuredPeer, 'peer' | 'model' | 'batch'>,
  peer: Timings,
  ours: Timings,
): MeasuredPeer {
  const largest = Math.max(...ours.ready.check.map(Math.abs));
  const differences = ours.ready.check.map((value, i) => Math.abs(value - (peer.ready.check[i] ?? Number.NaN)));
  const [peerCold, ourCold] = [medianCold(peer.colds), medianCold(ours.colds)];
  return {
    ...task,
    coldStartMs: peerCold,
    warm: latencyOf(peer.runs),
    memory: { rssBytes: peer.rssBytes },
    scoreDifference: Math.max(...differences) / largest,
    ratio: {
      coldStart: peerCold.total / ourCold.total,
      warm: median(peer.runs.map((ms, i) => ms / ours.runs[i])),
      rss: peer.rssBytes / ours.rssBytes,
    },
  };
}
