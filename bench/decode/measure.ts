/** How many photos a second are read, decoded, resized and uploaded, beside what sharp alone decodes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
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
  /** Ours / sharp's, median of neighbouring passes: of photos a second, and of photos in a second of processor time. */
  readonly share: number;
  readonly processorShare: number;
}

/** Of one pass, or the medians of several. */
export interface Pass {
  readonly perSecond: number;
  /** Milliseconds for each photo, of all threads. */
  readonly processorMs: number;
}

/** Of all photos this share has 12 megapixels. */
const largeShare = 0.1;

/** As many as sharp's pool has threads, so that none of them waits. */
const sharpAtOnce = 4;

/** @param photos of all kinds, for each side. */
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
  // The first pass of each compiles.
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
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { perSecond: photos / seconds, processorMs: (user + system) / 1000 / photos };
}

function medianPass(passes: readonly Pass[]): Pass {
  return {
    perSecond: median(passes.map(({ perSecond }) => perSecond)),
    processorMs: median(passes.map(({ processorMs }) => processorMs)),
  };
}

async function scoreAll(scorer: PhotoScorer<PhotoInput>, inputs: readonly string[]): Promise<void> {
  for await (const result of scorer.scoreAll(inputs)) {
    if ('error' in result) throw new HyperIqaError('IMAGE', `${result.file}: ${result.error.message}`);
  }
}

/** To pixels in memory, with nothing checked and nothing done to them. */
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
    const cells = [title, photos, ...perSecond, share.toFixed(2), ...times, processorShare.toFixed(2)];
    return `| ${cells.join(' | ')} |`;
  });
  const names = ['photos', 'number', 'a second', 'sharp alone', 'share', 'processor time', 'sharp alone', 'share'];
  const head = [`| ${names.join(' | ')} |`, `|${' --- |'.repeat(names.length)}`];
  return `${[`Without the network, on ${availableParallelism()} processors:`, '', ...head, ...rows].join('\n')}\n`;
}
