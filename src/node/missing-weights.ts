/** What to do where a model's weights are not installed. */
import { HyperIqaError } from '../errors.ts';
import type { Model } from '../models/model.ts';
import { commandText } from '../platform/command-text.ts';
import { isPackaged } from '../platform/package-root.ts';
import { weightsFolder } from './default-weights.ts';

/**
 * The error for a missing file, with the ways to get it: by download, from a page, or by conversion.
 * @param further another way, for the end of the list.
 */
export function missingWeights(
  { title, checkpoints }: Pick<Model, 'title' | 'checkpoints'>,
  further?: string,
): HyperIqaError {
  const [{ file }] = checkpoints;
  const ways = [];
  const download = checkpoints.find(({ source }) => source.kind === 'download');
  const committed = checkpoints.find(({ source }) => source.kind === 'committed');
  if (download !== undefined) ways.push(`\`${commandText('weights', 'get', download.name)}\` downloads it`);
  else if (committed !== undefined) ways.push(remedyForCommitted(`${weightsFolder}/${committed.file}`));
  // Several checkpoints may be on one page.
  const pages = checkpoints.flatMap(({ source }) => {
    if (source.kind === 'brought') return [`${source.page} offers it for download in a browser`];
    if (source.kind === 'unpublished')
      return [`${source.page} has the code to train it, since no weights are published`];
    return [];
  });
  ways.push(...new Set(pages));
  ways.push(
    `\`${commandText('convert', 'FILE', `${weightsFolder}/${file}`)}\` converts a checkpoint of ${title} that you have`,
  );
  if (further !== undefined) ways.push(further);
  return new HyperIqaError('FILE', `${weightsFolder}/${file} is missing. ${ways.join('; ')}.`);
}

/** A bundler copies code alone, and the package's files are then looked for beside the bundle. */
function remedyForCommitted(path: string): string {
  return isPackaged()
    ? `${path} is part of the package: restore that file`
    : `${path} is part of the package, whose folder is not around this code: exclude hyperiqa-webgpu from bundling, or pass the weights`;
}
