/** Makes mutants, whose bytes are determined by kind, seed and index. */
import { takeApart } from './dialect.ts';
import type { Kind } from './kinds.ts';
import { mutant } from './mutate.ts';
import type { Part } from './parts.ts';
import { Random } from './random.ts';
import type { Seed } from './seeds.ts';

interface Prepared {
  readonly seeds: readonly Seed[];
  readonly trees: readonly Part[];
}

export class MutantMaker {
  readonly #seed: string;
  readonly #prepared = new Map<string, Promise<Prepared>>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** The first indices give the kind's seed files unchanged. */
  async make(kind: Kind, index: number): Promise<Uint8Array> {
    let prepared = this.#prepared.get(kind.name);
    if (prepared === undefined) {
      prepared = prepare(kind);
      this.#prepared.set(kind.name, prepared);
    }
    const { seeds, trees } = await prepared;
    if (index < seeds.length) return seeds[index]!.bytes;
    return mutant(trees, kind.dialect, new Random(`${this.#seed} ${kind.name} ${index}`));
  }
}

async function prepare(kind: Kind): Promise<Prepared> {
  const seeds = await kind.seeds();
  if (seeds.length === 0) throw new Error(`no seeds of kind ${kind.name}: run from the root of the repository`);
  return { seeds, trees: seeds.map(({ bytes }) => takeApart(kind.dialect, bytes)) };
}
