import { SingleBar } from 'cli-progress';
import { barSize } from '../progress.ts';

/** The progress of a study: a bar on a terminal, occasional lines in a log. */
export interface StudyProgress {
  /** Counts another photo as done. */
  step(): void;
  stop(): void;
}

const logEveryMs = 10_000;

/**
 * @param done the number of photos of earlier runs, which count for the progress but not for the speed.
 * @param say receives the lines of a log.
 */
export function studyProgress(total: number, done: number, say: (line: string) => void): StudyProgress {
  let here = 0;
  // The networks are compiled for the first photo, so its time is not representative.
  let first = 0;
  const pace = () => {
    if (here < 2) return { rate: '-', left: 'some time' };
    const perSecond = ((here - 1) * 1000) / (performance.now() - first);
    return { rate: formatRate(perSecond), left: duration((total - done - here) / perSecond) };
  };
  const count = () => {
    if (++here === 1) first = performance.now();
  };
  if (!process.stderr.isTTY) {
    let logged = performance.now();
    return {
      step() {
        count();
        if (performance.now() - logged < logEveryMs) return;
        logged = performance.now();
        const { rate, left } = pace();
        say(`${done + here} of ${total} photos, ${rate}, ${left} left`);
      },
      stop() {},
    };
  }
  const bar = new SingleBar({
    format: '{bar} {value} of {total} photos, {rate}, {left} left',
    // With the rate, such as `8.12 photos/s, `.
    barsize: barSize(process.stderr.columns, 56),
    stream: process.stderr,
    clearOnComplete: true,
    // A hidden cursor or truncated lines would outlive an interrupted run.
    hideCursor: false,
    linewrap: true,
  });
  bar.start(total, done, pace());
  return {
    step() {
      count();
      bar.increment(pace());
    },
    stop: () => bar.stop(),
  };
}

/** `3.2 photos/s`, or `8.1 s/photo` if it is slow. */
export function formatRate(perSecond: number): string {
  return perSecond >= 1 ? `${perSecond.toPrecision(3)} photos/s` : `${(1 / perSecond).toPrecision(3)} s/photo`;
}

/** `2 h 05 min`, `4 min 07 s`, `12 s` */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${two(whole % 60)} s` : `${whole} s`;
}
