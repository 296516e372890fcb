import { Worker } from 'node:worker_threads';

/**
 * Rewrites the file in place, so that its time of change, which is that of the file's own server, says that the process
 * lives. In a thread of its own: statistics keep the main one busy for longer than silence may last.
 */
const script = `
  const { fstatSync, fsyncSync, openSync, writeSync } = require('node:fs');
  const { path, inode, text, seconds } = require('node:worker_threads').workerData;
  const descriptor = openSync(path, 'r+');
  const beat = () => {
    try {
      writeSync(descriptor, text, 0);
      fsyncSync(descriptor);
    } catch {
      // The next beat may get through.
    }
  };
  if (fstatSync(descriptor, { bigint: true }).ino === inode) setInterval(beat, seconds * 1000);
`;

/** Keeps the file of that inode fresh, every so many seconds, until the returned function is called; does not keep the process alive. */
export function startHeartbeat(path: string | Buffer, inode: bigint, text: string, seconds: number): () => void {
  const workerData = { path, inode, text, seconds };
  const worker = new Worker(script, { eval: true, workerData });
  // The holder of the lock notices by itself that its file is gone.
  worker.on('error', () => undefined);
  worker.unref();
  return () => void worker.terminate();
}
