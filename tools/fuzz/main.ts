/** `npm run fuzz`: examines mutants of every kind of file that is read, until a time or a number of mutants is reached. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { Findings } from './findings.ts';
import type { Outcome } from './judge.ts';
import { fingerprint } from './judge.ts';
import { type Kind, kinds } from './kinds.ts';
import { minimise } from './minimise.ts';
import { MutantMaker } from './mutants.ts';
import { Pillow } from './pillow.ts';
import { Worker } from './worker.ts';

interface Options {
  readonly minutes: number;
  readonly mutants?: number;
  readonly seed: string;
  readonly only?: readonly string[];
  readonly jobs: number;
  readonly out: string;
  readonly mutant?: number;
  readonly replay?: string;
  readonly python?: string;
}

const script = fileURLToPath(new URL('child.js', import.meta.url));

const number = (text: string): number => {
  const value = Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError('Expected a number of 0 or more.');
  return value;
};

const names = kinds.map(({ name }) => name);
const kindNames = (text: string): readonly string[] => {
  const wanted = text.split(',');
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`${unknown} is none of ${names.join(', ')}.`);
  return wanted;
};

await new Command('fuzz')
  .description('Reads mutants of sound files in child processes; a crash, a hang or a poor message is a fault.')
  .option('--minutes <n>', 'how long to run', number, 1)
  .option('--mutants <n>', 'stop after this many, whatever the time', number)
  .option('--seed <text>', 'the same seed gives the same mutants', '1')
  .option('--only <kinds>', `kinds separated by commas, of ${names.join(', ')}`, kindNames)
  .option('--jobs <n>', 'child processes at a time', number, 1)
  .option('--out <folder>', 'where failures are written', 'fuzz-failures')
  .option('--mutant <index>', 'examine this one mutant, of one kind, and write it to --out', number)
  .option('--replay <file>', 'examine a file as one kind')
  .option('--python <path>', 'compare photos with Pillow; disagreements are listed in --out')
  .action(async (options: Options) => {
    const chosen = kinds.filter(({ name }) => options.only === undefined || options.only.includes(name));
    if (options.mutant === undefined && options.replay === undefined) return fuzz(chosen, options);
    if (chosen.length !== 1) throw new Error('--mutant and --replay need --only with one kind');
    return single(chosen[0]!, options);
  })
  .parseAsync();

async function single(kind: Kind, { seed, mutant = 0, replay, out }: Options): Promise<void> {
  const bytes = replay === undefined ? await new MutantMaker(seed).make(kind, mutant) : await readFile(replay);
  const worker = new Worker(script);
  const outcome = await worker.examine({ kind: kind.name, seed, index: mutant, bytes });
  await worker.close();
  console.log(JSON.stringify(outcome, null, 2));
  if (replay === undefined) {
    const finding = { kind: kind.name, seed, index: mutant, fault: 'error', detail: `mutant ${mutant}` } as const;
    console.log(`written to ${await new Findings(out).write(finding, bytes)}`);
  }
  if (outcome.verdict === 'fault') process.exitCode = 1;
}

async function fuzz(chosen: readonly Kind[], options: Options): Promise<void> {
  const findings = new Findings(options.out);
  const end = performance.now() + options.minutes * 60_000;
  const most = options.mutants ?? Number.POSITIVE_INFINITY;
  let next = 0;
  let isStopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (isStopped = true));
  const work = async (): Promise<void> => {
    const worker = new Worker(script);
    const pillow = options.python === undefined ? undefined : new Pillow(options.python);
    while (performance.now() < end && next < most && !isStopped) {
      const turn = next++;
      const kind = chosen[turn % chosen.length]!;
      const index = Math.floor(turn / chosen.length);
      const outcome = await worker.examine({ kind: kind.name, seed: options.seed, index });
      findings.count(kind.name, outcome);
      if (outcome.verdict === 'fault') await investigate(kind, index, outcome, worker, findings, options);
      if (pillow !== undefined && kind.isPhoto) await compare(kind, index, outcome, pillow, findings, options);
    }
    pillow?.close();
    await worker.close();
  };
  const timer = setInterval(() => showProgress(findings, end), 1000);
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, work));
  clearInterval(timer);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  await report(findings, options);
}

/** Minimises a fault that was not seen before, and writes it to a file. */
async function investigate(
  kind: Kind,
  index: number,
  outcome: Outcome & { readonly verdict: 'fault' },
  worker: Worker,
  findings: Findings,
  { seed }: Options,
): Promise<void> {
  const { fault, detail } = outcome;
  const finding = { kind: kind.name, seed, index, fault, detail };
  if (!findings.isNew(finding)) return;
  const print = fingerprint(kind.name, fault, detail);
  const fails = async (bytes: Uint8Array): Promise<boolean> => {
    const again = await worker.examine({ kind: kind.name, seed, index, bytes });
    return again.verdict === 'fault' && fingerprint(kind.name, again.fault, again.detail) === print;
  };
  const isDear = fault === 'time' || fault === 'memory';
  const bytes = await new MutantMaker(seed).make(kind, index);
  const effort = isDear ? { tries: 40, milliseconds: 60_000 } : { tries: 600, milliseconds: 20_000 };
  const path = await findings.write(finding, await minimise(bytes, kind.dialect, fails, effort));
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  console.log(`${kind.name} ${index}: ${fault}: ${detail.slice(0, 300)}\n  ${path}`);
}

async function compare(
  kind: Kind,
  index: number,
  outcome: Outcome,
  pillow: Pillow,
  findings: Findings,
  { seed, out }: Options,
): Promise<void> {
  const bytes = await new MutantMaker(seed).make(kind, index);
  const words = await pillow.disagreement(bytes, outcome);
  if (words === undefined || !findings.isNewDisagreement(kind.name, index, words)) return;
  const finding = { kind: kind.name, seed, index, fault: 'error', detail: words } as const;
  await new Findings(join(out, 'pillow')).write(finding, bytes);
}

function showProgress(findings: Findings, end: number): void {
  if (!process.stderr.isTTY) return;
  const { mutants, accepted, refused, faults } = findings.total;
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
  process.stderr.write(
    `\r\x1b[K${mutants} mutants, ${accepted} accepted, ${refused} refused, ${faults} faults; ${left} s left`,
  );
}

async function report(findings: Findings, { seed, out, python }: Options): Promise<void> {
  const row = (name: string, values: readonly (string | number)[]) =>
    name.padEnd(16) + values.map((value) => String(value).padStart(10)).join('');
  console.log(row('kind', ['mutants', 'accepted', 'refused', 'faults']));
  for (const [name, counts] of findings.counts) console.log(row(name, Object.values(counts)));
  if (python !== undefined) {
    const list = findings.disagreements();
    if (list.length > 0) await writeFile(join(out, 'pillow', 'disagreements.txt'), `${list.join('\n')}\n`);
    console.log(
      `${list.length} kinds of disagreement with Pillow${list.length > 0 ? `, in ${join(out, 'pillow')}` : ''}`,
    );
  }
  const { mutants, accepted, refused, faults } = findings.total;
  const where = faults > 0 ? ` (${findings.distinct} distinct, in ${findings.folder})` : '';
  console.log(
    `fuzz, seed ${seed}: ${mutants} mutants, ${accepted} accepted, ${refused} refused, ${faults} faults${where}`,
  );
  process.exitCode = faults === 0 && mutants > 0 ? 0 : 1;
}
