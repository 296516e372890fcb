/** The JSON messages between the benchmark and its measured processes; bench/peers/ort.mjs uses them as well. */
import type { StepTime } from '../src/graph/program.ts';
import type { Precision } from '../src/graph/rewrite.ts';
import type { ColdStart } from './result.ts';

export interface WorkerTask {
  readonly network: string;
  readonly batch: number;
  readonly adapter?: string;
  readonly precision: Precision;
  /** A file; undefined for the network's default. */
  readonly weights?: string;
}

/** The first line: a result has been computed. */
export interface Ready extends ColdStart {
  /** Some of the result's values. */
  readonly check: readonly number[];
  readonly arenaBytes?: number;
  readonly weightBytes?: number;
}

export interface Answer {
  /** The answer to `run`. */
  readonly ms?: number;
  /** The answer to `profile`: our own dispatches; for other runtimes operator and time, or nothing where they provide none. */
  readonly steps?: readonly StepTime[];
  /** The answer to `memory`. */
  readonly rssBytes?: number;
}
