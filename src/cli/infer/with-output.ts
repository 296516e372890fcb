/** Where the results of `infer` go: to standard output, or into the file of `--output`. */
import { writeFileWhole } from '../../platform/file-sink.ts';
import { onExit } from '../../platform/on-exit.ts';
import { say, write } from '../terminal.ts';

/** Receives results. */
export type Out = (text: string | Uint8Array) => Promise<void> | void;

/**
 * Calls `work` with what writes its results. A run that a signal ends says that there is no file, since hours of work may be lost.
 * @throws HyperIqaError FILE when the file cannot be written; what `work` throws.
 */
export async function withOutput(path: string | undefined, work: (out: Out) => Promise<void>): Promise<void> {
  if (path === undefined) return work(write);
  const forget = onExit(() =>
    say(
      `${path} was not written, as it is only created if the run completes. Without --output, results come one by one.`,
    ),
  );
  try {
    await writeFileWhole(path, (sink) => work((text) => sink.write(Buffer.from(text))));
  } finally {
    forget();
  }
}
