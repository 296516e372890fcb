import { stat } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { planConversion, writeConversion } from '../convert/convert.ts';
import { describeConversion } from '../convert/report.ts';
import type { StoredAs } from '../convert/values.ts';
import { HyperIqaError } from '../errors.ts';
import { openTensorFile } from '../formats/detect.ts';
import type { ByteSource, TensorFile } from '../formats/tensor-file.ts';
import { models } from '../models/registry.ts';
import { systemPath } from '../platform/byte-path.ts';
import { writeFileWhole } from '../platform/file-sink.ts';
import { openFile } from '../platform/file-source.ts';
import { sha256Of } from '../platform/sha256.ts';
import { tell } from './terminal.ts';

interface ConvertArguments {
  readonly dtype: StoredAs;
  readonly second?: string;
  readonly range?: string;
}

const titles = models
  .filter(({ namings }) => namings.length > 0)
  .map(({ title }) => title)
  .join(', ');

/** `convert IN OUT`: a file of weights into the form that the models read. */
export function convertCommand(): Command {
  return new Command('convert')
    .argument('<in>', `the file: weights of ${titles}`)
    .argument('<out>', 'the file to write, usually weights/NAME.safetensors')
    .addOption(
      new Option('--dtype <type>', 'store matrices and convolutions as f32 or f16')
        .choices(['f32', 'f16'])
        .default('f32'),
    )
    .option('--second <file>', 'the second file of a model that is published in two')
    .addOption(new Option('--range <file>', 'the older name of --second').hideHelp())
    .action(async (input: string, output: string, { dtype, second, range }: ConvertArguments) => {
      await convertFile(input, output, dtype, tell, second ?? range);
    });
}

/**
 * Converts one file, telling `say` the report line by line. Throws USAGE, FILE, FORMAT or WEIGHTS, and then leaves
 * nothing where `output` would be but what was there before.
 * @param second the other file of a model that is published in two.
 */
export async function convertFile(
  input: string,
  output: string,
  dtype: StoredAs,
  say: (line: string) => void,
  second?: string,
): Promise<void> {
  const inputs = second === undefined ? [input] : [input, second];
  for (const path of inputs) {
    if (await areTheSame(path, output)) throw replaces(output);
  }
  const sources: ByteSource[] = [];
  try {
    for (const path of inputs) sources.push(await openFile(path));
    const files = [];
    const digests = [];
    for (const source of sources) {
      const file = await openTensorFile(source);
      files.push(file);
      digests.push(await sha256Of(source));
      for (const part of file.parts ?? []) {
        if (await areTheSame(part.name, output)) throw replaces(output);
        digests.push(await sha256Of(part));
      }
    }
    const conversion = await planConversion(joined(files), { dtype, sourceSha256: digests.join(' ') });
    for (const line of describeConversion(conversion)) say(line);
    await writeFileWhole(output, (sink) => writeConversion(conversion, sink));
    say(`wrote ${output}`);
  } finally {
    for (const source of sources) await source.close();
  }
}

function replaces(output: string): HyperIqaError {
  return new HyperIqaError('USAGE', `${output}: the output would replace the input; give it another name.`);
}

/** All tensors as if they lay in the first file. */
function joined(files: readonly TensorFile[]): TensorFile {
  return { ...files[0], tensors: new Map(files.flatMap(({ tensors }) => [...tensors])) };
}

/** Whether two paths lead to one file. */
async function areTheSame(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => stat(systemPath(path)).catch(() => null)));
  return !!first && !!second && first.dev === second.dev && first.ino === second.ino;
}
