import { SingleBar } from 'cli-progress';

/** How far a run over many photos is. */
export interface Progress {
  /** Another photo is done. */
  step(): void;
  /** Takes the bar off the screen while `print` writes, and draws it again. */
  around(print: () => Promise<void>): Promise<void>;
  stop(): void;
}

const eraseLine = '\r\x1b[K';
const saveCursor = '\x1b7';

export function photoProgress(photos: number): Progress {
  return progressBar(photos, 'photos');
}

/**
 * A bar on standard error, if that is a terminal and there is more than one thing to do.
 * @param things that are counted, in the plural.
 */
export function progressBar(count: number, things: string): Progress {
  if (!process.stderr.isTTY || count < 2) return { step() {}, around: (print) => print(), stop() {} };
  const bar = new SingleBar({
    format: `{bar} {value} of {total} ${things}, {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    // Hidden cursors and cut lines would outlive an interrupted run.
    hideCursor: false,
    linewrap: true,
  });
  bar.start(count, 0);
  return {
    step: () => bar.increment(),
    async around(print) {
      process.stderr.write(eraseLine);
      await print();
      // The bar clears, at its end, the line that the cursor was saved on.
      process.stderr.write(saveCursor);
      bar.render();
    },
    stop: () => bar.stop(),
  };
}
