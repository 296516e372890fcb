// Measures the memory of a long study.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pause, Run } from './process.mjs';

/** The growth of memory that is allowed per photo on average, once caches are warm. */
const bytesPerPhoto = 4096;

/**
 * Runs a study and measures its resident memory.
 * @returns the curve of [photos, estimated from the table's size, MiB], and whether it stays flat after its first third.
 */
export async function memoryCurve(args, out, count) {
  const run = new Run(args);
  const samples = [];
  let over = false;
  const ended = run.ended.then((end) => {
    over = true;
    return end;
  });
  while (!over) {
    const [memory, table] = await Promise.all([run.memory(), stat(join(out, 'scores.csv')).catch(() => undefined)]);
    if (memory !== undefined && table !== undefined) samples.push({ memory, bytes: table.size });
    await Promise.race([pause(1000), ended]);
  }
  const { status } = await ended;
  const most = samples.at(-1)?.bytes ?? 1;
  const photos = ({ bytes }) => Math.round((bytes / most) * count);
  const mean = (from, to) => {
    const part = samples.filter((sample) => photos(sample) >= from * count && photos(sample) < to * count);
    return part.reduce((sum, { memory }) => sum + memory, 0) / Math.max(1, part.length);
  };
  const growth = mean(0.9, 1.01) - mean(0.3, 0.4);
  const bound = 16 * 2 ** 20 + 0.6 * count * bytesPerPhoto;
  const step = Math.max(1, Math.floor(samples.length / 10));
  const curve = samples
    .filter((_, i) => i % step === 0)
    .map((sample) => [photos(sample), Math.round(sample.memory / 2 ** 20)]);
  return {
    status,
    curve,
    growth,
    bound,
    isFlat: (status === 0 || status === 1) && growth <= bound,
    stderr: run.stderr,
    milliseconds: run.milliseconds,
  };
}
