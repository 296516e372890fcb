import type { Frame } from '../../image/frame.ts';

/** Frames in their order, from a video or from files of their own. */
export interface Clip {
  /** How many frames it has; of videos about. */
  readonly frames: number;
  /** Every `every`-th frame from the first on, each read when it is asked for, or shortly before. */
  decode(every: number): AsyncGenerator<Frame, void>;
  close(): void;
}
