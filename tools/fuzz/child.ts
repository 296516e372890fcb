/** The process that examines mutants. It may be killed at any time; if it dies, the current mutant has a fault. */
import type { Outcome } from './judge.ts';
import { judgeError } from './judge.ts';
import { kinds } from './kinds.ts';
import { MutantMaker } from './mutants.ts';

/** A mutant to examine: its index, or its bytes while it is being minimised. */
export interface Task {
  readonly kind: string;
  readonly seed: string;
  readonly index: number;
  readonly bytes?: Uint8Array;
}

export interface Answer {
  readonly outcome: Outcome;
  /** Processor time of the examination alone. */
  readonly milliseconds: number;
  /** The process's peak resident memory so far, in bytes. */
  readonly peakMemory: number;
}

const makers = new Map<string, MutantMaker>();

async function answer({ kind: name, seed, index, bytes }: Task): Promise<Answer> {
  const kind = kinds.find((candidate) => candidate.name === name)!;
  const maker = makers.get(seed) ?? new MutantMaker(seed);
  makers.set(seed, maker);
  const file = bytes ?? (await maker.make(kind, index));
  const before = process.cpuUsage();
  const outcome = await kind.examine(file).catch(judgeError);
  const { user, system } = process.cpuUsage(before);
  return { outcome, milliseconds: (user + system) / 1000, peakMemory: process.resourceUsage().maxRSS * 1024 };
}

process.on('message', (task: Task) => {
  answer(task).then(
    (found) => process.send!(found),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
