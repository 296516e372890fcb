import { join } from 'node:path';
import { Command } from 'commander';
import type { Checkpoint, CheckpointSource } from '../models/checkpoint.ts';
import type { Model } from '../models/model.ts';
import { models } from '../models/registry.ts';
import { findCheckpoint } from '../node/default-weights.ts';
import { textTable } from '../profile/text-table.ts';
import { cardIndex, modelCard } from './model-card.ts';
import { figuresOf } from './model-figures.ts';
import { purposeOf, sizeOf } from './model-words.ts';
import { tell, tellLines } from './terminal.ts';
import { writeTextFile } from './text-file.ts';

/** One checkpoint of one model, as `--json` prints it. */
export interface ModelEntry {
  readonly name: string;
  readonly title: string;
  readonly judges: string;
  readonly checkpoint: string;
  readonly trainedOn: string;
  /** null for what gives no score. */
  readonly better: 'higher' | 'lower' | null;
  readonly range: readonly [number, number] | null;
  /** `here`: the converted file lies in weights/. `none`: a formula, which needs no weights. */
  readonly weights: 'here' | 'committed' | 'download' | 'bring' | 'none';
  /** Of the converted file, about. */
  readonly bytes: number;
  readonly licence: string;
  readonly about: string;
  readonly paper: string;
  readonly caution: string | null;
}

interface ModelsOptions {
  readonly json?: true;
  readonly markdown?: true;
  readonly cards?: string;
}

/** `models`: what the registry holds. */
export function modelsCommand(): Command {
  return new Command('models')
    .option('--json', 'print one JSON array, with papers and cautions')
    .option('--markdown', 'print the table of README.md and docs/WEB.md')
    .option(
      '--cards <folder>',
      'write a card for each model into this folder; those of the repository are in docs/models',
    )
    .action(async ({ json, markdown, cards }: ModelsOptions) => {
      if (cards !== undefined) await writeCards(cards);
      else if (markdown) for (const line of markdownTable()) tell(line);
      else if (json) tellLines(JSON.stringify(await entriesHere(), null, 1));
      else for (const line of textOf(await entriesHere())) tell(line);
    });
}

const weightsOfSource: Readonly<Record<CheckpointSource['kind'], ModelEntry['weights']>> = {
  committed: 'committed',
  download: 'download',
  brought: 'bring',
  none: 'none',
};

function entryOf(model: Model, checkpoint: Checkpoint): ModelEntry {
  const isMetric = model.task === 'metric';
  return {
    name: model.name,
    title: model.title,
    judges: purposeOf(model),
    checkpoint: checkpoint.name,
    trainedOn: checkpoint.trainedOn,
    better: isMetric ? checkpoint.better : null,
    range: isMetric ? checkpoint.range : null,
    weights: weightsOfSource[checkpoint.source.kind],
    bytes: checkpoint.bytes,
    licence: checkpoint.licence,
    about: model.about,
    paper: model.paper,
    caution: checkpoint.caution,
  };
}

const entries: readonly { readonly entry: ModelEntry; readonly file: string | null }[] = models.flatMap((model) =>
  model.checkpoints.map((checkpoint) => ({ entry: entryOf(model, checkpoint), file: checkpoint.file })),
);

async function entriesHere(): Promise<readonly ModelEntry[]> {
  return Promise.all(
    entries.map(async ({ entry, file }): Promise<ModelEntry> => {
      return (await findCheckpoint(file)) === null ? entry : { ...entry, weights: 'here' };
    }),
  );
}

const head = ['metric', 'training', 'title', 'judges', 'trained on', 'better', 'range', 'weights', 'size', 'licence'];

const weightsWords: Readonly<Record<ModelEntry['weights'], (checkpoint: string) => string>> = {
  here: () => 'here',
  committed: () => 'in the repository',
  download: (checkpoint) => `weights get ${checkpoint}`,
  bring: () => 'to be brought',
  none: () => 'none needed',
};

function cellsOf(entry: ModelEntry): readonly string[] {
  const { name, checkpoint, title, judges, trainedOn, better, range, weights, bytes, licence } = entry;
  return [
    ...[name, checkpoint, title, judges, trainedOn, better ?? '-', range === null ? '-' : range.join(' to ')],
    ...[weightsWords[weights](checkpoint), bytes === 0 ? '-' : sizeOf(bytes), licence],
  ];
}

function textOf(list: readonly ModelEntry[]): readonly string[] {
  return textTable(head, list.map(cellsOf), head.length);
}

/** The same on every machine: not what is here, but where it comes from. */
export function markdownTable(): readonly string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = entries.map(({ entry }) => {
    const cells = [...cellsOf(entry)];
    if (entry.weights === 'download') cells[7] = `\`${cells[7]}\``;
    return row([`\`${cells[0]}\``, `\`${cells[1]}\``, ...cells.slice(2)]);
  });
  return [row(head), row(head.map(() => '---')), ...rows];
}

/** Files of Markdown by their names: a card for each model, and the list of them. */
export async function cardFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map([['README.md', cardIndex(models)]]);
  for (const model of models) files.set(`${model.name}.md`, modelCard(model, await figuresOf(model)));
  return files;
}

/** @throws HyperIqaError FILE when one cannot be written. */
async function writeCards(folder: string): Promise<void> {
  const files = await cardFiles();
  for (const [name, text] of files) await writeTextFile(join(folder, name), text);
  tell(`${files.size} files in ${folder}`);
}
