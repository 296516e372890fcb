/** A run's findings: counts by kind, and a file for each distinct fault with the commands that reproduce it. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FaultName, fingerprint, type Outcome } from './judge.ts';

export interface Counts {
  mutants: number;
  accepted: number;
  refused: number;
  faults: number;
}

export interface Finding {
  readonly kind: string;
  readonly seed: string;
  readonly index: number;
  readonly fault: FaultName;
  readonly detail: string;
}

export class Findings {
  readonly counts = new Map<string, Counts>();
  readonly #folder: string;
  readonly #known = new Map<string, number>();
  readonly #disagreements = new Map<string, { count: number; readonly first: number }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get folder(): string {
    return this.#folder;
  }

  get distinct(): number {
    return this.#known.size;
  }

  get total(): Counts {
    const sum: Counts = { mutants: 0, accepted: 0, refused: 0, faults: 0 };
    for (const counts of this.counts.values()) {
      for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += counts[key];
    }
    return sum;
  }

  count(kind: string, { verdict }: Outcome): void {
    const counts = this.counts.get(kind) ?? { mutants: 0, accepted: 0, refused: 0, faults: 0 };
    this.counts.set(kind, counts);
    counts.mutants++;
    counts[verdict === 'fault' ? 'faults' : verdict]++;
  }

  /** Whether the fault is the first with its fingerprint. */
  isNew({ kind, fault, detail }: Finding): boolean {
    const print = fingerprint(kind, fault, detail);
    const before = this.#known.get(print) ?? 0;
    this.#known.set(print, before + 1);
    return before === 0;
  }

  /** Writes the file, and a description of the fault beside it. Returns the file's path. */
  async write(finding: Finding, bytes: Uint8Array): Promise<string> {
    const { kind, fault, detail, seed, index } = finding;
    const digest = createHash('sha256')
      .update(fingerprint(kind, fault, detail))
      .digest('hex')
      .slice(0, 8);
    const path = join(this.#folder, `${kind}-${fault.replace(' ', '-')}-${digest}.bin`);
    await mkdir(this.#folder, { recursive: true });
    await writeFile(path, bytes);
    const commands = {
      mutant: `npm run fuzz -- --seed ${seed} --only ${kind} --mutant ${index}`,
      minimised: `npm run fuzz -- --only ${kind} --replay ${path}`,
    };
    await writeFile(`${path}.json`, `${JSON.stringify({ ...finding, bytes: bytes.length, ...commands }, null, 2)}\n`);
    return path;
  }

  /** Whether a disagreement with Pillow is the first with its fingerprint; every one is counted. */
  isNewDisagreement(kind: string, index: number, words: string): boolean {
    const print = fingerprint(kind, 'error', words);
    const known = this.#disagreements.get(print);
    if (known === undefined) this.#disagreements.set(print, { count: 1, first: index });
    else known.count++;
    return known === undefined;
  }

  /** A line for each distinct disagreement with its count and its first mutant, the most frequent first. */
  disagreements(): readonly string[] {
    return [...this.#disagreements]
      .sort((a, b) => b[1].count - a[1].count)
      .map(([print, { count, first }]) => `${count} (mutant ${first}) ${print.replace(': error', '')}`);
  }
}
