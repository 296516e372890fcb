/** Measures one network at one batch size: ours alone, or alternating with other runtimes. */
import { relative } from 'node:path';
import { HyperIqaError } from '../src/errors.ts';
import type { Peak } from '../src/profile/roofline.ts';
import { Child, type ChildSpec } from './child.ts';
import { emptyCaches } from './cold-cache.ts';
import { kindTimes } from './layer-kinds.ts';
import type { Answer, Ready } from './messages.ts';
import type { ColdStart, Latency, MeasuredPeer, ModelResult, Subject } from './result.ts';
import { largestDifference, median, percentile } from './statistics.ts';

/** The raw figures of one runtime. */
export interface Timings {
  readonly colds: readonly ColdStart[];
  /** Milliseconds of warm runs. */
  readonly runs: readonly number[];
  readonly ready: Ready;
  readonly rssBytes: number;
  readonly steps: NonNullable<Answer['steps']>;
}

/** A runtime that does not run here, and the reason. */
export interface Failure {
  readonly failure: string;
}

export interface Plan {
  readonly runs: number;
  readonly coldStarts: number;
  /** Called a few times between runs. */
  readonly between: () => Promise<void>;
  /** Receives a message before each step. */
  readonly say: (line: string) => void;
}

/** Approximately how often `between` is called. */
const pauses = 3;

/** A runtime that is being measured. */
interface Contestant {
  readonly spec: ChildSpec;
  readonly colds: ColdStart[];
  readonly runs: number[];
  child: Child | null;
  rssBytes: number;
  failure: HyperIqaError | null;
}

/**
 * Times all runtimes, alternating after each step, so that changes in the machine's speed affect all of them. Peers that fail are
 * left out from then on. @throws HyperIqaError when ours fails.
 */
export async function measureInTurn(
  ours: ChildSpec,
  peers: readonly ChildSpec[],
  plan: Plan,
): Promise<{ readonly ours: Timings; readonly peers: readonly (Timings | Failure)[] }> {
  const all = [ours, ...peers].map((spec): Contestant => {
    return { spec, colds: [], runs: [], child: null, rssBytes: Number.NaN, failure: null };
  });
  const inTurn = async (what: string, step: (contestant: Contestant) => Promise<unknown>) => {
    for (const contestant of all) {
      if (contestant.failure !== null) continue;
      plan.say(`${contestant.spec.name}: ${what}`);
      await step(contestant).catch((error: unknown) => {
        if (contestant === all[0] || !(error instanceof HyperIqaError)) throw error;
        contestant.failure = error;
        plan.say(`${error.message}. It is left out of the comparison.${howToSeeMore(contestant.spec)}`);
      });
    }
  };
  const steps = new Map<Contestant, Timings['steps']>();
  try {
    for (let i = 1; i <= plan.coldStarts; i++) {
      await inTurn(`cold start ${i} of ${plan.coldStarts}`, async ({ spec, colds }) =>
        colds.push(await coldStart(spec)),
      );
    }
    await inTurn('start', async (contestant) => {
      contestant.child = await Child.start(contestant.spec);
    });
    for (let i = 1; i <= plan.runs; i++) {
      await inTurn(`run ${i} of ${plan.runs}`, async ({ child, runs }) =>
        runs.push((await child?.run()) ?? Number.NaN),
      );
      if (i < plan.runs && i % Math.ceil(plan.runs / pauses) === 0) await plan.between();
    }
    await inTurn('memory', async (contestant) => {
      contestant.rssBytes = (await contestant.child?.memory()) ?? Number.NaN;
    });
    await inTurn('profile', async (contestant) => {
      steps.set(contestant, (await contestant.child?.profile()) ?? []);
    });
  } finally {
    for (const { child } of all) await child?.end();
  }
  const [own, ...others] = all.map((contestant) => timingsOf(contestant, steps.get(contestant) ?? []));
  if ('failure' in own) throw new HyperIqaError('USAGE', own.failure);
  return { ours: own, peers: others };
}

function timingsOf({ child, failure, ...figures }: Contestant, steps: Timings['steps']): Timings | Failure {
  if (child === null || failure !== null) return { failure: failure?.message ?? 'It was not started.' };
  const { colds, runs, rssBytes } = figures;
  return { colds, runs, ready: child.ready, rssBytes, steps };
}

/** The command prints what the line about the failure leaves out; none where it needs a file that is removed after the benchmark. */
function howToSeeMore({ script, task }: ChildSpec): string {
  if ('onnx' in task) return '';
  return ` All that it prints: node ${relative('.', script)} '${JSON.stringify(task)}'`;
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

/** The median of each part, so the parts need not add up to the total. */
function medianCold(colds: readonly ColdStart[]): ColdStart {
  const of = (part: keyof ColdStart) => median(colds.map((cold) => cold[part]));
  return { load: of('load'), compile: of('compile'), firstRun: of('firstRun'), total: of('total') };
}

const latencyOf = (runs: readonly number[]): Latency => ({ medianMs: median(runs), p95Ms: percentile(runs, 0.95) });

/** @param flops of one run. @param peak of the machine around these runs. */
export function modelResult(subject: Subject, timings: Timings, flops: number, peak: Peak): ModelResult {
  const warm = latencyOf(timings.runs);
  const effectiveGflops = flops / warm.medianMs / 1e6;
  const { arenaBytes = 0, weightBytes = 0 } = timings.ready;
  return {
    ...subject,
    coldStartMs: medianCold(timings.colds),
    warm,
    perSecond: (subject.batch * 1000) / warm.medianMs,
    effectiveGflops,
    shareOfPeak: effectiveGflops / peak.gflops,
    memory: { rssBytes: timings.rssBytes, arenaBytes, weightBytes },
    kindMs: kindTimes(timings.steps),
    check: timings.ready.check,
  };
}

export function peerResult(
  task: Pick<MeasuredPeer, 'peer' | 'model' | 'batch'>,
  peer: Timings,
  ours: Timings,
): MeasuredPeer {
  const [peerCold, ourCold] = [medianCold(peer.colds), medianCold(ours.colds)];
  return {
    ...task,
    coldStartMs: peerCold,
    warm: latencyOf(peer.runs),
    memory: { rssBytes: peer.rssBytes },
    kindMs: kindTimes(peer.steps),
    scoreDifference: largestDifference(peer.ready.check, ours.ready.check),
    ratio: {
      coldStart: peerCold.total / ourCold.total,
      warm: median(peer.runs.map((ms, i) => ms / ours.runs[i])),
      rss: peer.rssBytes / ours.rssBytes,
    },
  };
}
