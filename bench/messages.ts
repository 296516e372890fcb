/** Lines of JSON that measured processes print; bench/peers/ort.mjs speaks them too. */
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

/** The first line: a result was made. */
export interface Ready extends ColdStart {
  /** Some of its values. */
  readonly check: readonly number[];
  readonly arenaBytes?: number;
  readonly weightBytes?: number;
}

export interface Answer {
  /** To `run`. */
  readonly ms?: number;
  /** To `profile`: our own dispatches; of other runtimes operator and time, and none where it does not tell. */
  readonly steps?: readonly StepTime[];
  /** To `memory`. */
  readonly rssBytes?: number;
}
