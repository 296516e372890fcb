/** What must not outlive the process: temporary files, locks. */
import { constants } from 'node:os';

/** Ctrl-C, what schedulers send before they kill, a terminal that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndingSignal = (typeof signals)[number];

/** The status that a shell reports of a process that the signal ended. */
export function statusOf(signal: EndingSignal): number {
  return 128 + constants.signals[signal];
}

const undos = new Set<() => void>();
let isListening = false;

/**
 * Calls `undo`, which is synchronous, when the process exits or a signal ends it.
 * @returns a function that cancels this.
 */
export function onExit(undo: () => void): () => void {
  listenForSignals();
  undos.add(undo);
  return () => undos.delete(undo);
}

/**
 * Lets a signal without another listener end the process, as it does by default. To be called before a listener is
 * removed: a signal that came before its only listener was removed, and was not dispatched yet, would be lost.
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
 * Undoes, and lets the signal end the process as it does by default. process.exit would run the destructors of native
 * code while the GPU's threads still compute, which can end in a segmentation fault instead.
 */
export function endBySignal(signal: EndingSignal): never {
  undoAll();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Here only where the default does nothing: as a container's first process.
  process.exit(statusOf(signal));
}

/** A listener replaces what the signal does by default. Who else listens decides when the process ends. */
function exitUnlessHandled(signal: EndingSignal): void {
  if (process.listenerCount(signal) === 1) endBySignal(signal);
}
