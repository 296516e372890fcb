/** Measures how many photos per second are read, decoded, resized and uploaded, and how many sharp alone decodes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance as loop } from 'node:perf_hooks';
import { HyperIqaError } from '../../src/errors.ts';
import type { PhotoScorer } from '../../src/library/scorer.ts';
import type { PhotoInput } from '../../src/node/host.ts';
import { loadSharp } from '../../src/platform/sharp.ts';
import { median } from '../statistics.ts';
import { type PhotoSet, photoSets } from './photos.ts';
import { openStub } from './stub.ts';

export interface DecodeRate {
  readonly title: string;
  readonly photos: number;
  readonly ours: Pass;
  readonly sharp: Pass;
  /**
   * Ours divided by sharp's, the median over pairs of neighbouring passes: `share` in photos per second, `processorShare` in
   * photos per second of processor time.
   */
  readonly share: number;
  readonly processorShare: number;
}

/** The figures of one pass, or the medians over several. */
export interface Pass {
  readonly perSecond: number;
  /** Processor time of all threads, in milliseconds per photo. */
  readonly processorMs: number;
  /** How long the main thread, which feeds the GPU, was busy, in milliseconds per photo. */
  readonly mainMs: number;
}

/** The share of the photos that have 12 megapixels. */
const largeShare = 0.1;

/** The number of photos that sharp decodes at a time: one for each thread of its pool, so that no thread is idle. */
const sharpAtOnce = 4;

/** @param photos the number that each side decodes, over all sets. */
export async function measureDecoding(gpu: GPU, photos: number): Promise<readonly DecodeRate[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-bench-'));
  try {
    const [small, large] = (await photoSets(folder)) as [PhotoSet, PhotoSet];
    const scorer = await openStub(gpu);
    try {
      return [await rateOf(scorer, small, photos * (1 - largeShare)), await rateOf(scorer, large, photos * largeShare)];
    } finally {
      await scorer.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function rateOf(scorer: PhotoScorer<PhotoInput>, set: PhotoSet, photos: number): Promise<DecodeRate> {
  const { title, paths } = set;
  const pass = Math.min(set.pass, Math.max(1, Math.round(photos)));
  const passes = Math.max(1, Math.round(photos / pass));
  const inputs = Array.from({ length: pass }, (_, i) => paths[i % paths.length]!);
  // The first pass of each side includes its compilation.
  await scoreAll(scorer, inputs);
  await decodeAll(inputs);
  const ours: Pass[] = [];
  const sharps: Pass[] = [];
  for (let i = 0; i < passes; i++) {
    ours.push(await timed(pass, () => scoreAll(scorer, inputs)));
    sharps.push(await timed(pass, () => decodeAll(inputs)));
  }
  return {
    title,
    photos: pass * passes,
    ours: medianPass(ours),
    sharp: medianPass(sharps),
    share: median(ours.map(({ perSecond }, i) => perSecond / sharps[i]!.perSecond)),
    processorShare: median(ours.map(({ processorMs }, i) => sharps[i]!.processorMs / processorMs)),
  };
}

async function timed(photos: number, work: () => Promise<void>): Promise<Pass> {
  const before = process.cpuUsage();
  const busyBefore = loop.eventLoopUtilization();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const { active } = loop.eventLoopUtilization(busyBefore);
  return { perSecond: photos / seconds, processorMs: (user + system) / 1000 / photos, mainMs: active / photos };
}

function medianPass(passes: readonly Pass[]): Pass {
  return {
    perSecond: median(passes.map(({ perSecond }) => perSecond)),
    processorMs: median(passes.map(({ processorMs }) => processorMs)),
    mainMs: median(passes.map(({ mainMs }) => mainMs)),
  };
}

async function scoreAll(scorer: PhotoScorer<PhotoInput>, inputs: readonly string[]): Promise<void> {
  for await (const result of scorer.scoreAll(inputs)) {
    if ('error' in result) throw new HyperIqaError('IMAGE', `${result.file}: ${result.error.message}`);
  }
}

/** Decodes to pixels in memory, without checking or processing them. */
async function decodeAll(inputs: readonly string[]): Promise<void> {
  const sharp = await loadSharp();
  const left = inputs.values();
  const decodeLeft = async () => {
    for (const path of left) await sharp(path).raw().toBuffer();
  };
  await Promise.all(Array.from({ length: sharpAtOnce }, decodeLeft));
}

export function decodeMarkdown(rates: readonly DecodeRate[]): string {
  const rows = rates.map(({ title, photos, ours, sharp, share, processorShare }) => {
    const times = [ours, sharp].map(({ processorMs }) => `${processorMs.toPrecision(3)} ms`);
    const perSecond = [ours, sharp].map((each) => each.perSecond.toPrecision(3));
    const cells = [
      title,
      photos,
      ...perSecond,
      share.toFixed(2),
      ...times,
      processorShare.toFixed(2),
      `${ours.mainMs.toPrecision(3)} ms`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const names = [
    'photos',
    'number',
    'a second',
    'sharp alone',
    'share',
    'processor time',
    'sharp alone',
    'share',
    'main thread',
  ];
  const head = [`| ${names.join(' | ')} |`, `|${' --- |'.repeat(names.length)}`];
  return `${[`Without the network, on ${availableParallelism()} processors:`, '', ...head, ...rows].join('\n')}\n`;
}
