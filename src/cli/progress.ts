import { SingleBar } from 'cli-progress';

/** The progress of a run over many photos. */
export interface Progress {
  /** Counts another photo as done. */
  step(): void;
  /** Removes the bar while `print` writes, and draws it again. */
  around(print: () => Promise<void>): Promise<void>;
  stop(): void;
}

const eraseLine = '\r\x1b[K';
const saveCursor = '\x1b7';

export function photoProgress(photos: number): Progress {
  return progressBar(photos, 'photos');
}

/**
 * The bar's length in a terminal: a line that wraps would not be shown.
 * @param columns the terminal's; 0 where it does not tell.
 * @param textSize the number of characters beside the bar: ` 12345 of 12345 photos, 12m34s left`, with some to spare.
 */
export function barSize(columns: number, textSize = 40): number {
  return Math.max(0, Math.min(40, (columns || 80) - textSize));
}

/**
 * A bar on standard error, if that is a terminal and there is more than one item.
 * @param things what is counted, in the plural.
 */
export function progressBar(count: number, things: string): Progress {
  if (!process.stderr.isTTY || count < 2) return { step() {}, around: (print) => print(), stop() {} };
  const bar = new SingleBar({
    format: `{bar} {value} of {total} ${things}, {eta_formatted} left`,
    barsize: barSize(process.stderr.columns),
    stream: process.stderr,
    clearOnComplete: true,
    // A hidden cursor or truncated lines would outlive an interrupted run.
    hideCursor: false,
    linewrap: true,
  });
  bar.start(count, 0);
  return {
    step: () => bar.increment(),
    async around(print) {
      process.stderr.write(eraseLine);
      await print();
      // At its end the bar clears the line on which the cursor was saved.
      process.stderr.write(saveCursor);
      bar.render();
    },
    stop: () => bar.stop(),
  };
}
