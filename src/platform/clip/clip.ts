import type { Frame } from '../../image/frame.ts';

/** A sequence of frames, from a video or from separate files. */
export interface Clip {
  /** The number of frames; approximate for videos. */
  readonly frames: number;
  /** Every `every`-th frame from the first, each read when it is requested, or shortly before. */
  decode(every: number): AsyncGenerator<Frame, void>;
  close(): void;
}
