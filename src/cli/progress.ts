import { SingleBar } from 'cli-progress';

/** How far a run over many photos is. */
export interface Progress {
  /** Another photo is done. */
  step(): void;
  /** Takes the bar off the screen while `print` writes, and draws it again. */
  around(print: () => void): void;
  stop(): void;
}

/** A bar on standard error, if that is a terminal and there is more than one photo. */
export function photoProgress(photos: number): Progress {
  if (!process.stderr.isTTY || photos < 2) return { step() {}, around: (print) => print(), stop() {} };
  const format = '{bar} {value} of {total} photos, {eta_formatted} left';
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true });
  bar.start(photos, 0);
  return {
    step: () => bar.increment(),
    around(print) {
      process.stderr.write('\r\x1b[K');
      print();
      bar.render();
    },
    stop() {
      // Leaves the bar on a line of its own, which is taken back: its own way to clear would clear the first line printed.
      bar.stop();
      process.stderr.write('\x1b[1A\x1b[K');
    },
  };
}
