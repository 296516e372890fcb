/** Plans where each activation lies in one shared arena, so that activations that are never alive together share memory. */

/** A buffer, and the first and the last step (inclusive) during which its contents are needed. */
export interface BufferLifetime {
  readonly bytes: number;
  readonly firstStep: number;
  readonly lastStep: number;
}

export interface MemoryPlan {
  /** The byte offset of each buffer, in the order given. */
  readonly offsets: number[];
  readonly totalBytes: number;
}

/** The offset of the smallest gap between the occupied ranges that holds `bytes`, or else the end of the last range. */
function bestFit(bytes: number, occupied: readonly { readonly start: number; readonly end: number }[]): number {
  let best = Infinity;
  let bestSize = Infinity;
  let end = 0;
  for (const stretch of [...occupied].sort((a, b) => a.start - b.start)) {
    const size = stretch.start - end;
    if (size >= bytes && size < bestSize) {
      best = end;
      bestSize = size;
    }
    end = Math.max(end, stretch.end);
  }
  return best === Infinity ? end : best;
}

/**
 * Assigns every buffer an offset, a multiple of `alignment`, so that buffers alive at the same step never overlap. Greedy by
 * size, after Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference" (2020): the largest buffer first,
 * each into the smallest gap that is free for its whole lifetime. Deterministic.
 */
export function planMemory(buffers: readonly BufferLifetime[], alignment: number): MemoryPlan {
  const sizes = buffers.map(({ bytes }) => Math.ceil(bytes / alignment) * alignment);
  const order = [...buffers.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b);
  const offsets = buffers.map(() => 0);
  const placed: number[] = [];
  for (const index of order) {
    const { firstStep, lastStep } = buffers[index];
    const neighbours = placed.filter((other) => {
      return buffers[other].firstStep <= lastStep && buffers[other].lastStep >= firstStep;
    });
    const occupied = neighbours.map((other) => ({ start: offsets[other], end: offsets[other] + sizes[other] }));
    offsets[index] = bestFit(sizes[index], occupied);
    placed.push(index);
  }
  return { offsets, totalBytes: Math.max(0, ...offsets.map((offset, i) => offset + sizes[i])) };
}
