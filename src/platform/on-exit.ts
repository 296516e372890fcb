/** Cleans up what must not outlive the process: temporary files and locks. */
import { constants } from 'node:os';

/** Ctrl-C, a scheduler's warning before it kills, a terminal that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndingSignal = (typeof signals)[number];

/** The exit status that a shell reports for a process that the signal ended. */
export function statusOf(signal: EndingSignal): number {
  return 128 + constants.signals[signal];
}

const undos = new Set<() => void>();
let isListening = false;

/**
 * Calls `undo`, which must be synchronous, when the process exits or is ended by a signal.
 * @returns a function that cancels this.
 */
export function onExit(undo: () => void): () => void {
  listenForSignals();
  undos.add(undo);
  return () => undos.delete(undo);
}

/**
 * Lets a signal that has no other listener end the process, as by default. Call this before removing a listener: a signal that
 * arrived before its only listener was removed, and was not yet dispatched, would be lost.
 */
export function listenForSignals(): void {
  if (isListening) return;
  isListening = true;
  process.on('exit', undoAll);
  for (const signal of signals) process.on(signal, exitUnlessHandled);
}

function undoAll(): void {
  for (const undo of undos) undo();
}

/**
 * Cleans up and lets the signal end the process as by default. process.exit would run the destructors of native code while the
 * GPU's threads still compute, which can end in a segmentation fault.
 */
export function endBySignal(signal: EndingSignal): never {
  undoAll();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Only reached where the default action does nothing: as a container's first process.
  process.exit(statusOf(signal));
}

/** A listener disables a signal's default action. If there are other listeners, they decide when the process ends. */
function exitUnlessHandled(signal: EndingSignal): void {
  if (process.listenerCount(signal) === 1) endBySignal(signal);
}
