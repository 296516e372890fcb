import { Worker } from 'node:worker_threads';

/**
 * Rewrites the file in place, so that its modification time, by the clock of the file's server, shows that the process is alive.
 * Runs in its own thread, since statistics can block the main one for longer than the allowed silence.
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
      // The next beat may succeed.
    }
  };
  if (fstatSync(descriptor, { bigint: true }).ino === inode) setInterval(beat, seconds * 1000);
`;

/**
 * Rewrites the file of that inode every `seconds` seconds until the returned function is called. Does not keep the process alive.
 */
export function startHeartbeat(path: string | Buffer, inode: bigint, text: string, seconds: number): () => void {
  const workerData = { path, inode, text, seconds };
  const worker = new Worker(script, { eval: true, workerData });
  // The holder of the lock itself notices that its file is gone.
  worker.on('error', () => undefined);
  worker.unref();
  return () => void worker.terminate();
}
