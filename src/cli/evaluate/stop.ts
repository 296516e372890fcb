/** Stops a long run on request, at a point from which it can continue. */
import { endBySignal, listenForSignals, statusOf } from '../../platform/on-exit.ts';

export interface StopWish {
  /** The exit status for the signal; null before the first one. */
  readonly status: number | null;
  /** Restores the signals' default actions. */
  release(): void;
}

/** Ctrl-C, and a scheduler's warning before it kills. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/** Records the first signal; the second ends the process at once. */
export function watchForStop(say: (line: string) => void): StopWish {
  let status: number | null = null;
  const onSignal = (signal: (typeof signals)[number]) => {
    if (status !== null) endBySignal(signal);
    status = statusOf(signal);
    say('Stopping after this photo; a second signal stops at once.');
  };
  listenForSignals();
  for (const signal of signals) process.on(signal, onSignal);
  return {
    get status() {
      return status;
    },
    release() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
