/** Makes a failing file smaller by delta debugging: removes parts of its tree first, then ranges of bytes. */
import { type Dialect, takeApart } from './dialect.ts';
import { allParts, type Group } from './parts.ts';
import { render } from './render.ts';

export interface Effort {
  /** The largest number of files to try. */
  readonly tries: number;
  readonly milliseconds: number;
}

/**
 * @param fails whether a file fails in the same way.
 * @returns a file that fails, no larger than `bytes`.
 */
export async function minimise(
  bytes: Uint8Array,
  dialect: Dialect,
  fails: (bytes: Uint8Array) => Promise<boolean>,
  { tries, milliseconds }: Effort,
): Promise<Uint8Array> {
  const end = performance.now() + milliseconds;
  let left = tries;
  let best = bytes;
  const isOver = () => left <= 0 || performance.now() > end;
  const attempt = async (candidate: Uint8Array): Promise<boolean> => {
    if (isOver() || candidate.length >= best.length) return false;
    left--;
    if (!(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  await withoutParts(takeApart(dialect, bytes), attempt, isOver);
  await withoutStretches(() => best, attempt, isOver);
  return best;
}

type Attempt = (candidate: Uint8Array) => Promise<boolean>;

/** Removes runs of a group's parts: all of them, then halves, quarters, ... and single parts. */
async function withoutParts(
  root: ReturnType<typeof takeApart>,
  attempt: Attempt,
  isOver: () => boolean,
): Promise<void> {
  for (let changed = true; changed && !isOver(); ) {
    changed = false;
    const groups = allParts(root).filter((part) => part.kind === 'group') as Group[];
    for (const target of groups) {
      for (let length = target.parts.length; length >= 1 && !isOver(); length = Math.floor(length / 2)) {
        for (let at = 0; at + length <= target.parts.length; ) {
          const removed = target.parts.splice(at, length);
          if (await attempt(render(root).bytes)) changed = true;
          else {
            target.parts.splice(at, 0, ...removed);
            at += length;
          }
          if (isOver()) return;
        }
      }
    }
  }
}

async function withoutStretches(best: () => Uint8Array, attempt: Attempt, isOver: () => boolean): Promise<void> {
  for (let length = Math.ceil(best().length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let at = 0; at < best().length; ) {
      if (isOver()) return;
      const bytes = best();
      const shorter = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
      if (!(await attempt(shorter))) at += length;
    }
  }
}
