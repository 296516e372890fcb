import { join } from 'node:path';
import { Command } from 'commander';
import { models } from '../models/registry.ts';
import { cardIndex, modelCard } from './model-card.ts';
import { figuresOf } from './model-figures.ts';
import { entriesHere, modelRows, textOf } from './models-table.ts';
import { tell, tellLines } from './terminal.ts';
import { writeTextFile } from './text-file.ts';

interface ModelsOptions {
  readonly json?: true;
  readonly markdown?: true;
  readonly cards?: string;
}

/** `models`: lists the registry's models. */
export function modelsCommand(): Command {
  return new Command('models')
    .option('--json', 'print one JSON array, with papers and cautions')
    .option('--markdown', 'print the table of README.md')
    .option('--cards <folder>', 'write a card for each model into this folder; the repository has them in docs/models')
    .action(async ({ json, markdown, cards }: ModelsOptions) => {
      if (cards !== undefined) await writeCards(cards);
      else if (markdown) for (const line of modelRows()) tell(line);
      else if (json) tellLines(JSON.stringify(await entriesHere(), null, 1));
      else for (const line of textOf(await entriesHere())) tell(line);
    });
}

/** Markdown files by name: a card for each model, and the list of cards. */
export async function cardFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map([['README.md', cardIndex(models)]]);
  for (const model of models)
    files.set(`${model.name}.md`, modelCard(model, await model.card(), await figuresOf(model)));
  return files;
}

/** @throws HyperIqaError FILE when one cannot be written. */
async function writeCards(folder: string): Promise<void> {
  const files = await cardFiles();
  for (const [name, text] of files) await writeTextFile(join(folder, name), text);
  tell(`${files.size} files in ${folder}`);
}
