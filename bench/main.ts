/** `npm run bench`: measures the adapter's peak, the networks' performance on it, and that of other runtimes. */
import { readFile } from 'node:fs/promises';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { positiveWholeNumber } from '../src/cli/options.ts';
import { writeTextFile } from '../src/cli/text-file.ts';
import { HyperIqaError } from '../src/errors.ts';
import type { Precision } from '../src/graph/rewrite.ts';
import { models } from '../src/models/registry.ts';
import { openNodeGpu } from '../src/platform/node-gpu.ts';
import { compareResults, parseResult } from './compare.ts';
import { decodeMarkdown, measureDecoding } from './decode/measure.ts';
import { comparisonMarkdown, resultMarkdown } from './markdown.ts';
import { type Measured, type MeasureOptions, measureAll } from './measure-all.ts';
import { modelTable } from './model-table.ts';

interface BenchOptions extends MeasureOptions {
  readonly json?: string;
  readonly compare?: string;
  readonly markdown?: true;
  readonly decode?: number | true;
}

/** The number of photos for `--decode` without a number. */
const usualPhotos = 1000;

const command = new Command('bench')
  .description("Measure the adapter's peak and the networks on it.")
  .addOption(
    new Option('--model <name,...>', `which networks: ${models.map(({ name }) => name).join(', ')}, or all`).default(
      'all',
    ),
  )
  .option('--batch <n,...>', "photos or crops in a run; `usual` is the model's own number", batchSizes, [1, 'usual'])
  .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
  .option(
    '--weights <file>',
    "of the network (default: those of the model's first checkpoint where they are here, else synthetic ones)",
  )
  .option('--runs <n>', 'warm runs of each network', positiveWholeNumber, 10)
  .option('--cold-starts <n>', 'fresh processes to time from their start', positiveWholeNumber, 3)
  .option('--json <file>', "write the result for machines, and the layers' times as SVG beside it")
  .option('--compare <file>', 'an earlier --json file to compare with')
  .option(
    '--peers [name]',
    'measure other runtimes, alternating with ours: onnxruntime, or those with this in their name',
  )
  .option('--precision <f32|f16,...>', 'what to compute with', precisions, ['f32'])
  .option('--markdown', 'print nothing but a table with a line for each network and batch')
  .option('--kernels', 'measure every convolution on every kernel that can run it')
  .option('--decode [photos]', 'measure nothing but how fast photos are decoded and uploaded', positiveWholeNumber)
  .exitOverride()
  .action(bench);

function precisions(text: string): readonly Precision[] {
  const names = text.split(',');
  const known = (['f32', 'f16'] as const).filter((name) => names.includes(name));
  if (known.length !== names.length) throw new InvalidArgumentError('Expected f32, f16, or both with a comma between.');
  return known;
}

function batchSizes(text: string): readonly (number | 'usual')[] {
  const sizes = text.split(',').map((word) => (word === 'usual' ? word : positiveWholeNumber(word)));
  if (new Set(sizes).size !== sizes.length) throw new InvalidArgumentError('A batch size is named twice.');
  return sizes;
}

const say = (line: string): unknown => process.stderr.write(`${line}\n`);

async function bench(options: BenchOptions): Promise<void> {
  const { compare, json, markdown, decode } = options;
  const earlier = compare === undefined ? null : parseResult(await readText(compare), compare);
  const { gpu, notice } = await openNodeGpu({ adapter: options.adapter });
  if (notice !== null) say(notice);
  if (decode !== undefined) {
    process.stdout.write(decodeMarkdown(await measureDecoding(gpu, decode === true ? usualPhotos : decode)));
    return;
  }
  // Results are saved as they come, since a run over all networks takes long.
  const keep = async ({ result }: Measured) => {
    if (json !== undefined) await writeTextFile(json, `${JSON.stringify(result, null, 2)}\n`);
  };
  const { result, charts, failures } = await measureAll(gpu, options, say, keep);
  process.stdout.write(markdown ? `${modelTable(result).join('\n')}\n` : resultMarkdown(result));
  if (earlier !== null) process.stdout.write(comparisonMarkdown(compare ?? '', compareResults(earlier, result)));
  if (json !== undefined) {
    for (const { name, svg } of charts) await writeTextFile(`${json.replace(/\.json$/, '')}-${name}.svg`, svg);
  }
  if (failures.length > 0) throw new HyperIqaError('USAGE', ['Not measured:', ...failures].join('\n'));
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw new HyperIqaError('FILE', `${file}: cannot be read: ${cause.message}.`, { cause });
  });
}

try {
  await command.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`bench: ${error instanceof HyperIqaError ? error.message : (error as Error).stack}`);
    process.exitCode = 2;
  }
}
