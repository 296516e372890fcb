/**
 * Writes profiles in the Trace Event Format, which chrome://tracing and ui.perfetto.dev open: one track with a slice for each
 * dispatch. https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
import type { StepTime } from '../graph/program.ts';
import { gbpsOf, gflopsOf } from './roofline.ts';

/** One profiled run of a program. */
export interface ProfiledRun {
  readonly title: string;
  readonly steps: readonly StepTime[];
}

interface TraceEvent {
  readonly name: string;
  /** 'X': a slice with a start and a duration. 'M': a name for a process or track. */
  readonly ph: 'X' | 'M';
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  /** Microseconds. */
  readonly ts?: number;
  readonly dur?: number;
  readonly args: Readonly<Record<string, string | number>>;
}

const gpuProcess = 1;
const gpuTrack = 1;

/** A JSON document. Runs follow one another on the GPU's track. */
export function traceJson(adapter: string, runs: readonly ProfiledRun[]): string {
  const events: TraceEvent[] = [
    { name: 'process_name', ph: 'M', pid: gpuProcess, tid: gpuTrack, args: { name: adapter } },
    { name: 'thread_name', ph: 'M', pid: gpuProcess, tid: gpuTrack, args: { name: 'GPU' } },
  ];
  let start = 0;
  for (const { title, steps } of runs) {
    const place = { pid: gpuProcess, tid: gpuTrack } as const;
    const duration = Math.max(0, ...steps.map((step) => step.start + step.milliseconds));
    const layers = new Set(steps.map((step) => step.node)).size;
    events.push({
      ...{ name: title, ph: 'X', ...place, cat: 'run', ts: start * 1000, dur: duration * 1000 },
      args: { layers, dispatches: steps.length },
    });
    for (const step of steps) events.push({ ...sliceOf(step, start), ...place });
    start += duration;
  }
  return JSON.stringify({ displayTimeUnit: 'ms', traceEvents: events });
}

function sliceOf(step: StepTime, runStart: number): Omit<TraceEvent, 'pid' | 'tid'> {
  const { node, operator, kernel, shader, flops, bytes } = step;
  return {
    name: node,
    ph: 'X',
    cat: operator,
    ts: (runStart + step.start) * 1000,
    dur: step.milliseconds * 1000,
    args: {
      ...{ operator, kernel, shader, 'FLOP of the layer': flops, 'bytes of the layer': bytes },
      // A clock too coarse for a short dispatch returns 0, and JSON cannot represent infinity.
      ...(step.milliseconds > 0 ? { 'GFLOP/s': gflopsOf(step), 'GB/s': gbpsOf(step) } : {}),
    },
  };
}
