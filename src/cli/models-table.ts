/** Lists the registry's content as tables. */
import type { Checkpoint, CheckpointSource } from '../models/checkpoint.ts';
import type { Model } from '../models/model.ts';
import { models } from '../models/registry.ts';
import { findCheckpoint } from '../node/default-weights.ts';
import { textTable } from '../profile/text-table.ts';
import { purposeOf, sizeOf } from './model-words.ts';

/** One checkpoint of one model, as `--json` prints it. */
export interface ModelEntry {
  readonly name: string;
  readonly title: string;
  readonly judges: string;
  readonly checkpoint: string;
  readonly trainedOn: string;
  /** null for a model that gives no score. */
  readonly better: 'higher' | 'lower' | null;
  readonly range: readonly [number, number] | null;
  /**
   * `here`: the converted file exists in weights/. `train`: no weights are published. `none`: a formula, which needs no weights.
   */
  readonly weights: 'here' | 'committed' | 'download' | 'bring' | 'train' | 'none';
  /** The approximate size of the converted file. */
  readonly bytes: number;
  readonly licence: string;
  readonly about: string;
  readonly paper: string;
  readonly caution: string | null;
}

const weightsOfSource: Readonly<Record<CheckpointSource['kind'], ModelEntry['weights']>> = {
  committed: 'committed',
  download: 'download',
  brought: 'bring',
  unpublished: 'train',
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

export async function entriesHere(): Promise<readonly ModelEntry[]> {
  return Promise.all(
    entries.map(async ({ entry, file }): Promise<ModelEntry> => {
      return (await findCheckpoint(file)) === null ? entry : { ...entry, weights: 'here' };
    }),
  );
}

const head = ['metric', 'checkpoint', 'title', 'judges', 'trained on', 'better', 'range', 'weights', 'size', 'licence'];

const weightsWords: Readonly<Record<ModelEntry['weights'], (checkpoint: string) => string>> = {
  here: () => 'here',
  committed: () => 'in the repository',
  download: (checkpoint) => `weights get ${checkpoint}`,
  bring: () => 'your own file',
  train: () => 'your own training',
  none: () => 'none needed',
};

function cellsOf(entry: ModelEntry): readonly string[] {
  const { name, checkpoint, title, judges, trainedOn, better, range, weights, bytes, licence } = entry;
  return [
    ...[name, checkpoint, title, judges, trainedOn, better ?? '-', range === null ? '-' : range.join(' to ')],
    ...[weightsWords[weights](checkpoint), bytes === 0 ? '-' : sizeOf(bytes), licence],
  ];
}

export function textOf(list: readonly ModelEntry[]): readonly string[] {
  return textTable(head, list.map(cellsOf), head.length);
}

/** A Markdown table with a row for each checkpoint, for the list of cards. The same on every machine. */
export function trainingRows(): readonly string[] {
  return markdownRows(
    head,
    entries.map(({ entry }) => {
      const cells = [...cellsOf(entry)];
      if (entry.weights === 'download') cells[7] = `\`${cells[7]}\``;
      return [`\`${cells[0]}\``, `\`${cells[1]}\``, ...cells.slice(2)];
    }),
  );
}

const sourceWords: Readonly<Record<CheckpointSource['kind'], string>> = {
  committed: 'in the repository',
  download: '`weights get`',
  brought: 'your own file',
  unpublished: 'your own training',
  none: 'none needed',
};

/** A Markdown table with a row for each model, for README.md. The same on every machine. */
export function modelRows(): readonly string[] {
  const rows = models.map((model): readonly string[] => {
    const { name, title, about, checkpoints } = model;
    const weights = new Map<string, number>();
    for (const { source, bytes } of checkpoints) {
      const words = sourceWords[source.kind];
      weights.set(words, Math.max(bytes, weights.get(words) ?? 0));
    }
    return [
      `\`${name}\``,
      `[${title}](docs/models/${name}.md)`,
      purposeOf(model),
      about,
      Array.from(weights, ([words, bytes]) => (bytes === 0 ? words : `${words} (${sizeOf(bytes)})`)).join(', '),
    ];
  });
  return markdownRows(['name', 'model', 'judges', 'what it is', 'weights'], rows);
}

function markdownRows(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
